import { expect, it } from 'vitest'
import { z } from 'zod'
import { newsCsv, startPlatform } from '../src/index.ts'
import { type Contract, readContract } from './openapi-contract.ts'

const made = z.object({ id: z.string() })
const list = z.object({ items: z.array(made) })

/** Asks, and reads the id of what was made. */
async function make(contract: Contract, ...asked: Parameters<Contract['ask']>): Promise<string> {
  const { status, json, headers } = await contract.ask(...asked)
  expect(status).toBe(201)
  const { id } = made.parse(json)
  const location = headers.get('location')
  if (location !== null) expect(location.endsWith(`/${id}`)).toBe(true)
  return id
}

async function upload(contract: Contract, text: string): Promise<string> {
  const upload_id = await make(contract, 'uploads.create', { body: { filename: 'news.csv' } })
  const path = { upload_id }
  await contract.ask('uploads.append', { path, headers: { 'upload-offset': '0' }, body: text })
  expect((await contract.ask('uploads.offset', { path })).headers.get('upload-offset')).toBe(String(text.length))
  await contract.ask('uploads.get', { path })
  await contract.ask('uploads.complete', { path, body: { size_bytes: text.length } })
  return upload_id
}

/** Where nobody listens. */
const closedAddress = 'http://127.0.0.1:9/news.csv'

it('answers on every route of REST as its OpenAPI document says', async () => {
  await using platform = await startPlatform()
  const { url, user } = platform
  const contract = await readContract({ url, headers: { authorization: `Bearer ${user.key}` } })
  const { ask } = contract

  await ask('session.whoami')
  expect((await ask('dead_letters.list')).status).toBe(403)
  await ask('session.claim', { body: { token: 'x', email: 'a@example.org', password: 'long enough it is' } })
  const api_key_id = await make(contract, 'api_keys.create', { body: { name: 'laptop' } })
  await ask('api_keys.list', { query: { limit: '1', include_total: 'true' } })
  await ask('api_keys.rotate', { path: { api_key_id }, body: {} })
  await ask('api_keys.revoke', { path: { api_key_id } })
  const name = 'openai'
  await ask('secrets.put', { path: { name }, body: { value: 'sk-1' } })
  await ask('secrets.list')
  await ask('secrets.delete', { path: { name } })
  const task_id = await make(contract, 'tasks.create', { body: { name: 'qa_eval', models: ['lead-3'] } })
  await ask('tasks.list')
  await ask('tasks.get', { path: { task_id } })
  await ask('tasks.delete', { path: { task_id } })
  await ask('models.list', { query: { task: 'summarization', limit: '2', include_total: 'true' } })
  const entry = { path: { name: 'acme/lead' } }
  await ask('models.put', { ...entry, body: { alias_of: 'lead-3' } })
  await ask('models.get', entry)
  const prompt = 'The harbour reopens. The ferry sails again.'
  await ask('models.complete', { body: { model: 'acme/lead', prompt, task: { type: 'summarization' } } })
  await ask('models.stream', { body: { model: 'acme/lead', prompt } })
  await ask('models.generate', { body: { model: 'acme/lead', texts: [prompt] } })
  await ask('models.remove', entry)
  await ask('metrics.list')
  await ask('metrics.explain', { body: { metric: 'rouge', prediction: 'a', references: ['a'] } })

  const text = newsCsv(20)
  const dataset_id = await make(contract, 'datasets.create', { body: { upload_id: await upload(contract, text) } })
  const dataset = await ask('datasets.get', { path: { dataset_id }, query: { wait_seconds: '30' } })
  expect(dataset.json).toMatchObject({ state: 'ready', examples: 20 })
  await ask('datasets.list', { query: { name: 'news' } })
  const filters = [{ column: 'examples', op: 'contains', value: 'harbour' }]
  const rows = await ask('datasets.rows', { path: { dataset_id }, body: { filters, limit: 2 } })
  expect(rows.json['items']).toHaveLength(2)
  const profile = await ask('datasets.profile', { path: { dataset_id }, body: { columns: ['examples'] } })
  expect(profile.json).toMatchObject({ rows: 20, columns: [{ name: 'examples', kind: 'text', absent: 0 }] })
  expect((await ask('datasets.download', { path: { dataset_id } })).text).toBe(text)
  const part = await ask('datasets.download', { path: { dataset_id }, headers: { range: 'bytes=0-7' } })
  expect([part.status, part.text]).toEqual([206, 'examples'])
  await ask('datasets.download', { path: { dataset_id }, query: { as: 'parquet' } })

  const made = { paths: ['data/datasets'], name: 'files' }
  const set = { dataset_id: await make(contract, 'datasets.create_from_files', { body: made }) }
  const files = await ask('datasets.files', { path: set })
  expect(files.json['items']).toMatchObject([{ path: 'news/1/news.csv', size_bytes: text.length }])
  expect((await ask('datasets.zip', { path: set })).text).toMatch(/^PK/)
  const file = await ask('datasets.file', { path: set, query: { path: 'news/1/news.csv' } })
  expect(file.text).toBe(text)
  const elsewhere = { dataset_id: await make(contract, 'datasets.create_from_url', { body: { url: closedAddress } }) }
  expect((await ask('datasets.get', { path: elsewhere })).json).toMatchObject({ source: { url: closedAddress } })

  const task = { type: 'summarization' }
  const annotation = { path: { dataset_id }, body: { model: 'lead-1', task, budget: { tokens: 1 } } }
  const annotating = { run_id: await make(contract, 'datasets.annotate', annotation) }
  await ask('runs.raise_budget', { path: annotating, body: { budget: { tokens: 2 } } })
  await ask('runs.get', { path: annotating, query: { wait_seconds: '60' } })
  expect((await ask('datasets.list', { query: annotating })).json['items']).toMatchObject([{ version: 3 }])
  await ask('references.list', { path: { dataset_id }, query: { limit: '2' } })
  const reviewed = { dataset_id, example: '0' }
  await ask('references.set', { path: reviewed, body: { verdict: 'corrected', reference: 'A boat.' } })
  await ask('references.history', { path: reviewed })
  await make(contract, 'datasets.apply_reviews', { path: { dataset_id }, body: {} })
  const experiment_id = await make(contract, 'experiments.create', { body: { name: 'news', dataset_id, task } })
  const path = { experiment_id }
  await ask('experiments.get', { path })
  await ask('experiments.list', { query: { dataset_id } })
  const models = ['lead-1', 'lead-3']
  await ask('experiments.estimate', { path, body: { models } })
  const evaluated = await ask('experiments.evaluate', { path, body: { models, metrics: ['rouge'] } })
  expect(evaluated.status).toBe(201)
  const [first, second] = list.parse(evaluated.json).items.map(({ id }) => id)
  const run_id = first ?? ''
  for (const id of [run_id, second ?? '']) {
    const run = await ask('runs.get', { path: { run_id: id }, query: { wait_seconds: '60' } })
    expect(run.json).toMatchObject({ state: 'succeeded' })
  }
  await ask('runs.list', { query: { experiment_id, state: 'succeeded' } })
  const events = await ask('runs.events', { path: { run_id } })
  expect(events.text).toContain('event: end')
  const examples = await ask('runs.examples', { path: { run_id }, query: { limit: '3', only_failed: 'false' } })
  expect(examples.json['items']).toHaveLength(3)

  const jobs = await ask('jobs.list', { query: { run_id, kind: 'evaluation' } })
  const job_id = list.parse(jobs.json).items[0]?.id ?? ''
  const job = await ask('jobs.get', { path: { job_id } })
  const [output] = z.array(z.string()).parse(job.json['outputs'])
  await ask('jobs.output', { path: { job_id, name: output ?? '' } })
  expect((await ask('jobs.outputs', { path: { job_id } })).json).toMatchObject({ items: [{ name: output }] })
  expect((await ask('jobs.outputs_zip', { path: { job_id } })).text).toMatch(/^PK/)
  expect((await ask('runs.outputs_zip', { path: { run_id } })).text).toMatch(/^PK/)
  expect((await ask('jobs.log_lines', { path: { job_id }, query: { limit: '3' } })).json).toMatchObject({ items: [] })
  expect((await ask('jobs.search_log', { path: { job_id }, query: { text: 'a' } })).json).toMatchObject({ count: 0 })
  expect((await ask('jobs.logs', { path: { job_id }, query: { follow: 'true' } })).text).toContain('event: end')
  expect((await ask('jobs.log', { path: { job_id } })).text).toBe('')

  const comparison_id = await make(contract, 'experiments.compare', { path, body: {} })
  const comparison = await ask('comparisons.get', { path: { comparison_id }, query: { wait_seconds: '30' } })
  expect(comparison.json).toMatchObject({ state: 'ready' })
  await ask('comparisons.list', { query: { experiment_id } })
  const question = { run_ids: [run_id, second ?? ''], margins: { rougeL: 0.02 }, method: 'resampled' }
  const other = { comparison_id: await make(contract, 'comparisons.create', { body: question }) }
  await ask('comparisons.get', { path: other, query: { wait_seconds: '30' } })
  const slices = await ask('comparisons.slices', { path: other, query: { column: 'ground_truth', metric: 'rouge1' } })
  expect(slices.json).toMatchObject({ values: 20, metric: 'rouge1' })
  const query = { show: 'all', min_score: '0.1', order: 'regression', limit: '2' }
  const spread = await ask('comparisons.distributions', { path: other, query: { metric: 'rouge1' } })
  expect(spread.json).toMatchObject({ metric: 'rouge1', least: 0 })
  const pairs = await ask('comparisons.examples', { path: other, query })
  expect(pairs.json['items']).toHaveLength(2)

  await make(contract, 'files.create_folder', { body: { path: 'data/rest' } })
  await make(contract, 'files.copy', { body: { path: 'data/rest', to: 'data/copied' } })
  await ask('files.move', { body: { path: 'data/copied', to: 'output/moved' } })
  await ask('files.list', { query: { path: 'data', recursive: 'true', include_total: 'true' } })
  await ask('files.get', { query: { path: 'output/moved' } })
  await ask('files.usage', { query: { path: 'data' } })
  const fileUpload = await upload(contract, 'a file')
  await ask('files.put', { body: { path: 'output/put', upload_id: fileUpload } })
  await ask('files.upload', { query: { path: 'output/sent' }, body: 'another file' })
  await ask('files.upload_many', { query: { path: 'output' }, body: '\0'.repeat(1024) })
  await ask('files.download', { query: { path: 'output/sent' } })
  await ask('files.zip', { query: { path: 'output' } })
  await ask('files.create_url', { body: { path: 'output/sent' } })
  await ask('files.delete', { query: { path: 'output', recursive: 'true' } })

  expect((await ask('datasets.delete', { path: { dataset_id } })).json).toMatchObject({ code: 'DATASET_IN_USE' })
  expect((await ask('runs.retry', { path: { run_id } })).json).toMatchObject({ code: 'RUN_NOT_RETRYABLE' })
  await ask('runs.stop', { path: { run_id } })
  await ask('runs.delete', { path: { run_id } })
  await ask('experiments.delete', { path })
  await ask('datasets.delete', { path: { dataset_id } })

  // these have tests of their own: exports, signed addresses and parts, forms and dead letters; all that is about users
  // (rest-access), about applications (rest-applications), and about judges (rest-judges)
  const users = /^(account|audit|device_logins|invitations|sessions?|shares|usage|users)\./
  const applications =
    /^(applications|notifications|numbered_jobs|webhooks|work(ers)?)\.|^jobs\.stop$|^runs\.(create|explain|graph|plan_retry|retry)$/
  const judges = /^(judges|labels)\./
  expect(
    contract
      .unasked()
      .filter((name) => !users.test(name) && !applications.test(name) && !judges.test(name))
      .toSorted(),
  ).toEqual([
    'comparisons.export',
    'comparisons.verify',
    'datasets.upload',
    'dead_letters.list',
    'dead_letters.redrive',
    'experiments.export',
    'experiments.export_to_mlflow',
    'experiments.import',
    'files.signed',
    'uploads.sign_parts',
  ])
})

it('answers what it cannot do with errors that its document declares', async () => {
  await using platform = await startPlatform()
  const contract = await readContract({
    url: platform.url,
    headers: { authorization: `Bearer ${platform.user.key}` },
  })
  const { ask } = contract
  const code = async (...asked: Parameters<Contract['ask']>) => (await ask(...asked)).json['code']
  const upload_id = await upload(contract, newsCsv(4))
  const dataset_id = await make(contract, 'datasets.create', { body: { upload_id } })
  expect(await code('datasets.create', { body: { upload_id } })).toBe('UPLOAD_USED')
  expect(await code('datasets.list', { query: { limit: '201' } })).toBe('INPUT_INVALID')
  expect(await code('datasets.list', { query: { cursor: 'nonsense' } })).toBe('CURSOR_INVALID')
  expect(await code('runs.get', { path: { run_id: 'no-uuid' } })).toBe('INPUT_INVALID')
  await ask('datasets.get', { path: { dataset_id }, query: { wait_seconds: '30' } })
  const filters = [{ column: 'exampels', op: 'is_null' }]
  expect(await code('datasets.rows', { path: { dataset_id }, body: { filters } })).toBe('COLUMN_UNKNOWN')
  const task = { type: 'summarization' }
  const experiment = { name: 'news', dataset_id, task }
  expect(await code('experiments.create', { body: { ...experiment, primary_metric: 'ruoge' } })).toBe('METRIC_UNKNOWN')
  expect(await code('experiments.create', { body: { ...experiment, columns: { input: 'x' } } })).toBe('COLUMN_UNKNOWN')
  const experiment_id = await make(contract, 'experiments.create', { body: experiment })
  const path = { experiment_id }
  expect(await code('experiments.evaluate', { path, body: { models: ['lead-33'] } })).toBe('MODEL_UNKNOWN')
  expect(await code('experiments.evaluate', { path, body: { models: ['lead-3'], metrics: ['x'] } })).toBe(
    'METRIC_UNKNOWN',
  )
  expect(await code('experiments.evaluate', { path, body: {} })).toBe('COLUMN_MISSING')
  expect(await code('experiments.compare', { path, body: {} })).toBe('COMPARISON_TOO_FEW')
  expect(await code('jobs.list', { query: { run_id: experiment_id } })).toBe('RUN_NOT_FOUND')
  expect(await code('runs.list', { query: { experiment_id: dataset_id } })).toBe('EXPERIMENT_NOT_FOUND')
})
