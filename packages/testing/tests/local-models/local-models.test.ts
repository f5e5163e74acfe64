import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createModelDirectory, onnxMissing } from '@assay/metrics/testing'
import { type Model, openLocalModels, openModel, type PredictionRequest } from '@assay/models'
import { DomainError } from '@assay/schemas'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { startPlatform } from '../../src/index.ts'
import { writeTinyGpt, writeTinyT5 } from './tiny-generators.ts'

const directory = await createModelDirectory()
const local = openLocalModels({ directory: directory.path })

beforeAll(async () => {
  await writeTinyT5(join(directory.path, 'tiny/t5-small'))
  await writeTinyGpt(join(directory.path, 'tiny/gpt2'))
})

afterAll(async () => {
  await local[Symbol.asyncDispose]()
  await directory[Symbol.asyncDispose]()
})

const translation = { type: 'translation', source_language: 'en', target_language: 'German' } as const
const request: PredictionRequest = { input: 'cat', task: { type: 'text-generation' }, repeat: 0, seed: 7 }

function open(model: string, settings = {}, models = local): Model {
  const spec = { provider: 'local', model, temperature: 0, max_output_tokens: 8, timeout_seconds: 60 } as const
  return openModel({ ...spec, ...settings }, { fetch: () => expect.fail('it called somebody'), local: models })
}

describe('a model of the folder', () => {
  beforeEach(({ skip }) => skip(onnxMissing !== undefined, onnxMissing))

  it('reads a text and writes another, told of the languages as its family wants it', async () => {
    const model = open('tiny/t5-small')
    expect(await model.predict({ ...request, task: translation })).toMatchObject({
      ...{ output: 'Katze', finish_reason: 'stop', output_tokens: 2, cost: 0, served_model: 'tiny/t5-small' },
    })
    expect((await model.predict(request)).output).toBe('cat')
  })

  it('is told of its task as its configuration says', async () => {
    const summarized = await open('tiny/t5-small').predict({ ...request, task: { type: 'summarization' } })
    expect(summarized.output).toBe('the')
    const own = open('tiny/t5-small', { prompt: '{input}' })
    expect((await own.predict({ ...request, task: { type: 'summarization' } })).output).toBe('cat')
  })

  it('goes on with a text, and says where it was cut off', async () => {
    const model = open('tiny/gpt2')
    expect(await model.predict({ ...request, input: 'the' })).toMatchObject({
      output: 'cat sat',
      finish_reason: 'stop',
    })
    const short = open('tiny/gpt2', { max_output_tokens: 1 })
    expect(await short.predict({ ...request, input: 'the' })).toMatchObject({
      ...{ output: 'cat', finish_reason: 'length', input_tokens: 1, output_tokens: 1 },
    })
  })

  it('draws by the seed where it has a temperature', async () => {
    const model = open('tiny/gpt2', { temperature: 1, parameters: { top_k: 2 } })
    const drawn = async (seed: number) => (await model.predict({ ...request, input: 'the', seed })).output
    const outputs = await Promise.all(Array.from({ length: 12 }, (_, seed) => drawn(seed)))
    expect(new Set(outputs).size).toBeGreaterThan(1)
    expect(await drawn(3)).toBe(outputs[3])
  })

  it('is computed beside the process that asks, and kept for the next question', async () => {
    const model = open('tiny/gpt2')
    await model.predict(request)
    const pids = [...local.pids]
    expect(pids).not.toContain(process.pid)
    await model.predict({ ...request, input: 'the' })
    expect(local.pids).toEqual(pids)
  })

  it('gives its place to another, where more are asked than are held', async () => {
    await writeTinyGpt(join(directory.path, 'tiny/third'))
    const models = ['tiny/gpt2', 'tiny/third', 'tiny/t5-small'].map((name) => open(name))
    const answers = await Promise.all(models.map((model) => model.predict(request)))
    expect(answers.map(({ output }) => output)).toEqual(['sat', 'sat', 'cat'])
    expect(local.pids.length).toBeLessThanOrEqual(2)
  })

  it('is ended, and starts anew, when a question takes too long or is called off', async () => {
    const stop = new AbortController()
    const call = open('tiny/gpt2').predict(request, stop.signal)
    stop.abort(new Error('stopped by its owner'))
    await expect(call).rejects.toThrow('stopped by its owner')
    await expect(open('tiny/gpt2', { timeout_seconds: 0.001 }).predict(request)).rejects.toMatchObject({
      ...{ kind: 'timeout', reason: 'No answer within 0.001 s.' },
    })
    expect((await open('tiny/gpt2').predict({ ...request, input: 'the' })).output).toBe('cat sat')
  })

  it('may not take more memory than it is given', async () => {
    const small = openLocalModels({ directory: directory.path, memory_bytes: 1024 })
    onTestFinished(() => small[Symbol.asyncDispose]())
    const model = open('tiny/gpt2', { parameters: { min_new_tokens: 100_000 }, max_output_tokens: 100_000 }, small)
    await expect(model.predict(request)).rejects.toThrow(/more memory than it may have/)
  })

  it('says what is wrong with its files', async () => {
    const broken = join(directory.path, 'broken')
    await mkdir(broken, { recursive: true })
    await writeFile(join(broken, 'config.json'), '{"model_type":"gpt2"}')
    await expect(open('broken').predict(request)).rejects.toThrow(/"broken" in ASSAY_MODEL_DIR cannot be loaded/)
    await rm(broken, { recursive: true })
  })

  it('is evaluated as any other model', { timeout: 60_000 }, async () => {
    await using platform = await startPlatform({ model_directory: directory.path })
    const { client } = platform
    const csv = 'examples,ground_truth\ncat,Katze\ndog,Hund\n'
    const dataset = await client.datasets.upload(new Blob([csv]), { filename: 'animals.csv' })
    const experiment = await client.experiments.create({ name: 'animals', dataset_id: dataset.id, task: translation })
    const model = { provider: 'local', model: 'tiny/t5-small' } as const
    const [run] = await client.experiments.evaluate(experiment.id, { models: [model], metrics: ['exact_match'] })
    const ended = await client.runs.wait(run?.id ?? '')
    expect(ended).toMatchObject({ name: 'tiny/t5-small', state: 'succeeded' })
    expect(JSON.stringify(ended.jobs.map(({ result }) => result))).toMatch(/"exact_match":\{"estimate":1,/)
  })
})

it('is not there where the operator has named no folder, or it lies elsewhere', async () => {
  const nowhere = openLocalModels({ directory: undefined })
  await expect(open('tiny/gpt2', {}, nowhere).predict(request)).rejects.toSatisfy((error) =>
    DomainError.is(error, 'MODEL_UNAVAILABLE'),
  )
  await expect(open('no/such').predict(request)).rejects.toThrow(/set|install|has no "no\/such\/config.json"/)
})

it('says what to install where the package is missing', async () => {
  await using bare = await createModelDirectory({ peer: false })
  const models = openLocalModels({ directory: bare.path })
  onTestFinished(() => models[Symbol.asyncDispose]())
  await expect(open('tiny/gpt2', {}, models).predict(request)).rejects.toThrow(
    /install the npm package "@huggingface\/transformers" in ASSAY_MODEL_DIR/,
  )
})

it('refuses settings that its generation would not follow', () => {
  expect(() => open('tiny/gpt2', { parameters: { num_beams: 4 } })).toThrow(DomainError)
})
