import { afterAll, beforeAll, expect, it } from 'vitest'
import { newsCsv, type Platform, startModelEndpoint, startPlatform } from '../src/index.ts'

let platform: Platform
const task = { type: 'summarization' } as const

beforeAll(async () => {
  platform = await startPlatform()
}, 60_000)
afterAll(() => platform[Symbol.asyncDispose]())

async function uploadNews(name: string, csv = newsCsv(6)) {
  return platform.client.datasets.upload(new Blob([csv]), { name, filename: `${name}.csv` })
}

it('has a model write the references of a dataset: a new version that knows who made it', async () => {
  const { datasets, runs, experiments } = platform.client
  const news = await uploadNews('news')
  const run = await datasets.annotate(news.id, { model: 'lead-1', task, max_samples: 4 })
  await runs.wait(run.id, { throwOnFailure: true })
  const [annotated] = await datasets.list({ run_id: run.id }).toArray()
  expect(annotated).toMatchObject({
    ...{ name: 'news', version: 2, state: 'ready', examples: 4, filename: 'news-annotated.parquet' },
    annotation: { by: 'model', from_dataset_id: news.id, run_id: run.id, column: 'ground_truth', failed: 0 },
  })
  expect(annotated?.annotation).toMatchObject({ model: { provider: 'baseline', model: 'lead-1' } })
  const [first] = await datasets.rows(annotated?.id ?? '').toArray()
  const [before] = await datasets.rows(news.id).toArray()
  expect(String(before?.['examples']).startsWith(String(first?.['ground_truth']))).toBe(true)
  expect(first?.['examples']).toBe(before?.['examples'])
  expect(await datasets.get(news.id)).toEqual({ ...news, is_new: undefined })
  const experiment = await experiments.create({ name: 'on references', dataset_id: annotated?.id ?? '', task })
  const [scored] = await experiments.evaluate(experiment.id, { models: ['lead-1'] })
  const detail = await runs.wait(scored?.id ?? '', { throwOnFailure: true })
  const evaluation = detail.jobs.find((job) => job.kind === 'evaluation')
  expect(evaluation?.result?.scores['rougeL']?.estimate).toBe(1)
})

/** Answers all but one example, which it refuses for good. */
function startRefusing() {
  return startModelEndpoint(({ prompt }, response) => {
    if (!prompt.includes('number 2 ')) return `<think>Hm.</think>Of ${prompt.slice(0, 10)}`
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"refused"}}')
    return undefined
  })
}

it('counts examples that failed, which have no reference; beyond max_failed_ratio there is no version', async () => {
  await using endpoint = await startRefusing()
  const { datasets, runs, jobs } = platform.client
  const { id } = await uploadNews('partly')
  const model = { provider: 'openai-compatible', model: 'test', base_url: endpoint.base_url } as const
  const strict = await datasets.annotate(id, { model, task })
  expect(await runs.wait(strict.id)).toMatchObject({ state: 'failed', error: { code: 'TOO_MANY_EXAMPLES_FAILED' } })
  expect(await datasets.list({ run_id: strict.id }).toArray()).toEqual([])

  const lenient = { model, task, max_failed_ratio: 0.2 }
  const run = await datasets.annotate(id, lenient)
  await runs.wait(run.id, { throwOnFailure: true })
  const [job] = await jobs.list({ run_id: run.id, kind: 'annotation' }).toArray()
  expect(job?.result).toMatchObject({ examples: 6, failed: 1, reasoned: 5 })
  const [version] = await datasets.list({ run_id: run.id }).toArray()
  expect(version?.annotation).toMatchObject({ by: 'model', failed: 1, examples: 6 })
  expect(version?.columns?.find(({ name }) => name === 'ground_truth')).toMatchObject({ empty: 1 })
  const written = await datasets.rows(version?.id ?? '').toArray()
  expect(written.map(({ ground_truth }) => ground_truth === null)).toEqual([false, false, true, false, false, false])
  expect(String(written[0]?.['ground_truth'])).toMatch(/^Of /)

  const again = await datasets.annotate(id, lenient)
  expect(again.state).toBe('succeeded')
  expect(await datasets.list({ run_id: again.id }).toArray()).toEqual([version])
  const asked = endpoint.prompts.length
  await datasets.delete(version?.id ?? '')
  const anew = await datasets.annotate(id, lenient)
  await runs.wait(anew.id, { throwOnFailure: true })
  expect(endpoint.prompts.length - asked).toBe(1)
  const [made] = await datasets.list({ run_id: anew.id }).toArray()
  expect(made?.id).not.toBe(version?.id)
  const forced = await datasets.annotate(id, { ...lenient, force_rerun: true })
  await runs.wait(forced.id, { throwOnFailure: true })
  expect(endpoint.prompts.length - asked).toBe(7)
  const { items } = await platform.client.trpc.runs.explain.query({ run_id: forced.id })
  expect(items[0]).toMatchObject({ name: 'annotation', cause: 'forced' })
})

it('asks for a translation by the names of languages, and takes the same answers however they are written', async () => {
  const systems: unknown[] = []
  await using endpoint = await startModelEndpoint(({ messages }) => {
    systems.push(messages[0]?.content)
    return 'Übersetzt.'
  })
  const { datasets, runs } = platform.client
  const { id } = await uploadNews('translated', 'examples,de\nA boat,\nA car,x\n')
  const model = { provider: 'openai-compatible', model: 'test', base_url: endpoint.base_url } as const
  const from = (source_language: string, target_language: string) => ({
    ...{ model, columns: { reference: 'de' } },
    task: { type: 'translation', source_language, target_language } as const,
  })
  const run = await datasets.annotate(id, from('en', 'German'))
  await runs.wait(run.id, { throwOnFailure: true })
  expect(systems).toEqual(Array(2).fill(expect.stringContaining('from English to German')))
  const [version] = await datasets.list({ run_id: run.id }).toArray()
  expect((await datasets.rows(version?.id ?? '').toArray()).map(({ de }) => de)).toEqual(['Übersetzt.', 'Übersetzt.'])
  expect((await datasets.annotate(id, from('English', 'de_DE'))).state).toBe('queued')
  expect((await datasets.annotate(id, from('eng', 'deu'))).state).toBe('succeeded')
  await expect(datasets.annotate(id, from('en', 'Germn'))).rejects.toMatchObject({
    code: 'LANGUAGE_UNKNOWN',
    data: { language: 'Germn', nearest: expect.arrayContaining(['German']) },
  })
})

it('refuses what it could not write before anything runs', async () => {
  const { datasets } = platform.client
  const { id } = await uploadNews('refused')
  const refusal = (params: object) =>
    datasets.annotate(id, { model: 'lead-1', task, ...params }).then(
      () => 'none',
      ({ code }) => code,
    )
  expect(await refusal({ model: 'lead-9' })).toBe('MODEL_UNKNOWN')
  expect(await refusal({ columns: { input: 'nothing' } })).toBe('COLUMN_UNKNOWN')
  expect(await refusal({ columns: { reference: 'examples' } })).toBe('INPUT_INVALID')
  expect(await refusal({ model: { provider: 'dataset', column: 'ground_truth' } })).toBe('INPUT_INVALID')
  const stranger = await platform.addUser()
  await expect(stranger.client.datasets.annotate(id, { model: 'lead-1', task })).rejects.toMatchObject({
    code: 'DATASET_NOT_FOUND',
  })
})

it('lets people accept, correct and reject references, keeps who did so, and makes a version of it', async () => {
  const { datasets, runs, references, shares } = platform.client
  const { id: dataset_id } = await uploadNews('reviewed')
  const run = await datasets.annotate(dataset_id, { model: 'lead-1', task, max_samples: 4 })
  await runs.wait(run.id, { throwOnFailure: true })
  const [written] = await datasets.list({ run_id: run.id }).toArray()
  const id = written?.id ?? ''
  const friend = await platform.addUser()
  await shares.create({ dataset_id: id, with: friend.actor.email })
  const correct = { verdict: 'corrected', reference: 'Better.' } as const
  await expect(friend.client.references.set(id, 1, correct)).rejects.toMatchObject({
    ...{ code: 'FORBIDDEN', data: { needs: { share: 'dataset', access: 'write' } } },
  })
  await shares.create({ dataset_id: id, with: friend.actor.email, access: 'write' })
  await references.set(id, 0, { verdict: 'accepted' })
  const [, original] = await references.list(id).toArray()
  expect(original).toMatchObject({ author: 'model lead-1', review: null })
  await friend.client.references.set(id, 1, { verdict: 'rejected', comment: 'No.' })
  await expect(references.set(id, 1, { verdict: 'accepted' })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  await friend.client.references.set(id, 1, correct)
  await references.set(id, 2, { verdict: 'rejected' })
  await expect(references.set(id, 4, correct)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  expect(await references.history(id, 1)).toMatchObject([
    { verdict: 'corrected', before: null, reference: 'Better.', reviewer_email: friend.actor.email },
    { verdict: 'rejected', before: original?.reference, reference: null, comment: 'No.' },
  ])

  await expect(friend.client.datasets.applyReviews(id)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const reviewed = await datasets.applyReviews(id)
  const me = platform.user.actor.email
  expect(reviewed).toMatchObject({
    ...{ name: 'reviewed', version: 3, state: 'ready', examples: 4 },
    annotation: {
      ...{ by: 'people', from_dataset_id: id, column: 'ground_truth' },
      ...{ accepted: 1, corrected: 1, rejected: 1, unreviewed: 1 },
      reviewers: [friend.actor.email, me].toSorted(),
    },
  })
  const rows = await datasets.rows(reviewed.id).toArray()
  expect(rows.map((row) => row['ground_truth_author'])).toEqual([
    'model lead-1',
    friend.actor.email,
    me,
    'model lead-1',
  ])
  expect(rows.map((row) => row['ground_truth']).slice(1, 3)).toEqual(['Better.', null])
  const kept = await references.list(reviewed.id).toArray()
  expect(kept.map(({ author, review }) => [author, review])[1]).toEqual([friend.actor.email, null])
  expect(await datasets.get(id)).toEqual(written)
})
