import { createThrowAwayDirectory } from '@assay/db/testing'
import { Assay } from '@assay/sdk'
import { type SpawnedProgram, spawnProgram, startModelEndpoint } from '@assay/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askAgain, recordedAnswers, unpackEarlierData } from './earlier-answers.ts'
import names from './fixtures/earlier-data-directory/names.json' with { type: 'json' }

const { admin, ada, experiment_id, run_ids } = names
const metrics = ['rouge', 'bleu', 'chrf']

const stack = new AsyncDisposableStack()
let program: SpawnedProgram
let url: string

beforeAll(async () => {
  const { path } = stack.use(await createThrowAwayDirectory())
  await unpackEarlierData(path)
  program = stack.use(
    spawnProgram('apps/standalone/src/main.ts', {
      env: {
        ASSAY_DATA_DIR: path,
        ASSAY_PORT: '0',
        ASSAY_ADMIN_EMAIL: admin.email,
        ASSAY_ADMIN_PASSWORD: admin.password,
        ASSAY_SECRET_KEY: names.secret_key,
        ASSAY_LOG_LEVEL: 'warn',
      },
    }),
  )
  const [, address = ''] = await program.says(/^ready (\S+) in \d+ ms$/m)
  url = address
})
afterAll(async () => {
  program.kill('SIGTERM')
  const exit_code = await program.exited
  await stack.disposeAsync()
  expect(exit_code).toBe(0)
})

const client = () => new Assay({ url, apiKey: admin.key })
const nounOf = (path: string) => /\w+/.exec(path)?.[0]
const nouns = [...new Set(recordedAnswers.map(({ path }) => nounOf(path)))]

/** The jobs of a run: each by its name, and the job whose outputs it has. */
async function jobsOf(run_id: string, of: 'id' | 'reused_from'): Promise<Record<string, string | null>> {
  const { jobs } = await client().runs.wait(run_id)
  return Object.fromEntries(jobs.map((job) => [job.name, job[of]]))
}

describe('a data directory that an earlier platform has left', () => {
  it.each(nouns)('answers as before to whoever asks about %s', async (noun) => {
    for (const recorded of recordedAnswers.filter(({ path }) => nounOf(path) === noun)) {
      expect.soft(await askAgain(url, recorded), `${recorded.as}: ${recorded.path}`).toMatchObject(recorded)
    }
  })

  it('goes on with the run that waited when the earlier platform stopped', async () => {
    const { state, jobs } = await new Assay({ url, ...ada }).runs.wait(run_ids.waiting)
    expect(state).toBe('succeeded')
    expect(jobs.find(({ kind }) => kind === 'evaluation')?.result).toMatchObject({ examples: 6, failed: 0 })
  })

  it('computes anew once what it reads in another way than before, and reuses that from then on', async () => {
    const same = { models: ['random-sentences'], metrics, repeats: 2, seed: 3 }
    const [run] = await client().experiments.evaluate(experiment_id, same)
    expect(Object.values(await jobsOf(run?.id ?? '', 'reused_from'))).toEqual([null, null, null])
    const [again] = await client().experiments.evaluate(experiment_id, same)
    expect(await jobsOf(again?.id ?? '', 'reused_from')).toEqual(await jobsOf(run?.id ?? '', 'id'))
  })

  it('answers a question anew that earlier statistics answered, and knows it again from then on', async () => {
    const { run_ids: compared } = await client().comparisons.get(names.comparison_id)
    const question = { run_ids: compared, cluster_column: 'source', margins: { rougeL: 0.02 } }
    const { id } = await client().experiments.compare(experiment_id, question)
    expect(id).not.toBe(names.comparison_id)
    expect((await client().experiments.compare(experiment_id, question)).id).toBe(id)
  })

  it('gives its secrets to the models of new runs, and compares these with its own', async () => {
    const shown = new Set<string | undefined>()
    await using endpoint = await startModelEndpoint(({ authorization }) => {
      shown.add(authorization)
      return 'The harbour reopens.'
    })
    const { base_url } = endpoint
    const model = { provider: 'openai-compatible' as const, model: 'new', base_url, secret: names.secret.name }
    const [run] = await client().experiments.evaluate(experiment_id, { models: [model], metrics })
    await client().runs.wait(run?.id ?? '', { throwOnFailure: true })
    expect([...shown]).toEqual([`Bearer ${names.secret.value}`])
    const compared = await client().experiments.compare(experiment_id, {
      run_ids: [run_ids.random_sentences, run?.id ?? ''],
    })
    expect(compared.examples).toBe(16)
  })

  it('has its sample, which is not evaluated again', async () => {
    const [sample] = (await client().experiments.list({ sample: true })).items
    const { items } = await client().runs.list({ experiment_id: sample?.id })
    expect(items.map(({ name }) => name)).toEqual(['random-sentences', 'textrank', 'lead-3'])
  })
})
