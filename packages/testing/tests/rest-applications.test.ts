import { expect, it } from 'vitest'
import { z } from 'zod'
import { startPlatform } from '../src/index.ts'
import { type Contract, readContract } from './openapi-contract.ts'

const made = z.object({ id: z.string() })
const withToken = z.object({ id: z.string(), token: z.string() })
const tags = ['applications', 'notifications', 'numbered_jobs', 'webhooks', 'work', 'workers']
const operations = ['jobs.stop', 'runs.create', 'runs.explain', 'runs.graph', 'runs.plan_retry', 'runs.retry']

const entry = {
  ...{ application: 'maps', version: '1', entrypoint: 'crop', command: ['sh', 'crop.sh'], files: ['crop.sh'] },
  ...{ placement: 'worker', inputs: { map: { from: 'data/map', mount: 'map' } } },
}
const files = [{ path: 'crop.sh', content_base64: Buffer.from('true\n').toString('base64') }]

async function submit({ ask }: Contract): Promise<string> {
  const run = await ask('runs.create', { body: { application: 'maps/1', entrypoints: ['crop'] } })
  expect(run.status).toBe(201)
  return made.parse(run.json).id
}

/** Executes the next job as a program of a worker would, and asks for all that such a program can. */
async function work({ ask }: Contract): Promise<void> {
  const opened = await ask('work.open', { body: { name: 'lab', slots: 1, kinds: ['application'], offers: machine } })
  const session = { session_id: made.parse(opened.json).id }
  const claimed = await ask('work.claim', { path: session, body: { slots: 1, wait_seconds: 10 } })
  const [job] = z.object({ jobs: z.array(claim) }).parse(claimed.json).jobs
  if (!job) throw new Error('there is no job')
  const attempt = { job_id: job.id, run_id: job.run_id, attempt: job.attempt }
  const path = { ...session, job_id: job.id, attempt: String(job.attempt) }
  await ask('work.renew', { path: session })
  await ask('work.held', { path: session })
  await ask('work.readopt', { path: session, body: { attempts: [attempt] } })
  const material = z.object({ inputs: z.array(z.object({ blob_id: z.string() })) })
  const [input] = material.parse((await ask('work.material', { path })).json).inputs
  expect((await ask('work.input', { path: { ...path, blob_id: input?.blob_id ?? '' } })).text).toBe('a map')
  await ask('work.output', { path: { ...path, name: 'result' }, query: { path: 'a.txt' }, body: 'found' })
  const begun = await ask('work.begin_output', {
    path: { ...path, name: 'result' },
    body: { path: 'b', size_bytes: 9 },
  })
  expect(begun.json).toEqual({ part_bytes: null })
  const key = 'a'.repeat(64)
  await ask('work.keep_calls', { path, body: { items: [{ key, prediction }] } })
  expect((await ask('work.calls', { path, body: { keys: [key] } })).json).toMatchObject({ items: [{ key }] })
  expect((await ask('work.spend', { path, body: { cost: 0, tokens: 1, seconds: 0 } })).json).toEqual({ left: null })
  await ask('work.note', { path: session, body: { notes: [{ ...attempt, done: 1, total: 2 }] } })
  const log = { ...attempt, chunk: null, left_out: 0, is_last: true }
  await ask('work.log', { path: session, body: { entries: [log] } })
  const end = { kind: 'succeeded', result }
  const settled = await ask('work.settle', { path: session, body: { endings: [{ ...attempt, end }] } })
  expect(settled.json).toMatchObject({ moved: [job.id] })
  await ask('work.close', { path: session })
}

/** The same for a program that knows no sessions. */
async function pull({ ask }: Contract, machine: Contract): Promise<void> {
  await ask('applications.put', { body: { entries: [container] } })
  const jobs = [{ name: 'job', application: 'tool/1/sort' }]
  await ask('runs.create', { body: { jobs, numbered: { name: 'first' }, metadata: { of: 'a client' } } })
  const pulled = await machine.ask('work.pull', { body: { name: 'lab', offers } })
  const [{ number } = { number: 0 }] = z
    .object({ items: z.array(z.object({ number: z.number() })) })
    .parse(pulled.json).items
  const path = { number: String(number) }
  expect((await machine.ask('work.tell', { path, body: { said: 'hello', phase: 'preparing' } })).status).toBe(200)
  await machine.ask('work.pulled', { path })
  expect((await ask('numbered_jobs.list')).json).toMatchObject({ items: [{ name: 'first', said: '\nhello' }] })
  await ask('numbered_jobs.get', { path })
  await ask('numbered_jobs.delete', { path })
}

const container = { application: 'tool', version: '1', entrypoint: 'sort', image: 'tool:1' }
const offers = { cpu: 4, memory_bytes: 2 ** 33 }
const claim = z.object({ id: z.string(), run_id: z.string(), attempt: z.number() })
const prediction = {
  ...{ output: 'Yes.', input_tokens: null, output_tokens: null, cost: null, latency_ms: 1, finish_reason: 'stop' },
}
const machine = { cpu: 4, memory_bytes: 2 ** 33, labels: ['executor:process'] }
const result = {
  ...{ exit_code: 0, image_digest: null, seconds: 1, cpu_seconds: null, peak_memory_bytes: null },
  ...{ gpu_peak_memory_bytes: null, gpu_utilization: null, output_files: 1, output_bytes: 5, notices: [] },
}

it('answers about applications, their runs and their workers as its OpenAPI document says', async () => {
  await using platform = await startPlatform()
  const { url } = platform
  const { key } = await platform.addUser({ groups: ['users', 'admin'] })
  const admin = await readContract({ url, headers: { authorization: `Bearer ${key}` } })
  const { ask } = admin

  await ask('applications.plan', { body: { entries: [{ ...entry, files: [] }] } })
  await ask('applications.put', { body: { entries: [entry], files } })
  await ask('applications.list')
  const version = { application: 'maps', version: '1' }
  await ask('applications.get', { path: version })
  const entrypoint = { ...version, entrypoint: 'crop' }
  expect((await ask('applications.file', { path: entrypoint, query: { path: 'crop.sh' } })).text).toBe('true\n')
  await ask('applications.openapi', { path: entrypoint })
  await ask('files.upload', { query: { path: 'data/map' }, body: 'a map' })

  const worker = withToken.parse((await ask('workers.create', { body: { name: 'lab' } })).json)
  const path = { worker_id: worker.id }
  await ask('workers.list')
  await ask('workers.get', { path })
  await ask('workers.update', { path, body: { labels: ['a100'] } })
  const token = z.object({ token: z.string() }).parse((await ask('workers.rotate', { path })).json).token

  const run_id = await submit(admin)
  const machineOf = await readContract({ url, headers: { authorization: `Bearer ${token}` } })
  await work(machineOf)
  await pull(admin, machineOf)
  const run = await ask('runs.get', { path: { run_id }, query: { wait_seconds: '30' } })
  expect(run.json).toMatchObject({ state: 'succeeded', jobs: [{ outputs: ['result'] }] })
  expect((await ask('runs.graph', { path: { run_id } })).json).toMatchObject({ items: [{ name: 'crop' }] })
  await ask('runs.explain', { path: { run_id } })
  await ask('runs.plan_retry', { path: { run_id }, body: { force: true } })
  const again = await ask('runs.retry', { path: { run_id }, body: { force: true } })
  const jobs = await ask('jobs.list', { query: { run_id: made.parse(again.json).id } })
  const [job] = z.object({ items: z.array(made) }).parse(jobs.json).items
  await ask('jobs.stop', { path: { job_id: job?.id ?? '' } })

  await ask('notifications.get')
  await ask('notifications.update', { body: { email: 'never' } })
  const hook = made.parse((await ask('webhooks.create', { body: { url: 'https://example.org/assay' } })).json)
  const webhook = { webhook_id: hook.id }
  await ask('webhooks.list')
  await ask('webhooks.get', { path: webhook })
  await ask('webhooks.update', { path: webhook, body: { events: ['*'] } })
  await ask('webhooks.rotate_secret', { path: webhook, body: {} })
  await ask('webhooks.test', { path: webhook, body: {} })
  await ask('webhooks.replay', { path: webhook, body: { since: '2027-01-01T00:00:00.000Z' } })
  const deliveries = await ask('webhooks.deliveries', { path: webhook })
  const [delivery] = z.object({ items: z.array(made) }).parse(deliveries.json).items
  const sent = { delivery_id: delivery?.id ?? '' }
  await ask('webhooks.delivery', { path: sent })
  await ask('webhooks.redeliver', { path: sent, body: {} })
  await ask('webhooks.delete', { path: webhook })

  await ask('workers.drain', { path, body: {} })
  await ask('workers.remove', { path })
  await ask('applications.remove', { path: version })

  const asked = new Set(machineOf.unasked())
  const unasked = admin.unasked().filter((name) => asked.has(name))
  const isOurs = (name: string) => tags.includes(name.split('.')[0] ?? '') || operations.includes(name)
  const checkpoints = ['work.checkpoint', 'work.read_checkpoint', 'work.keep_checkpoint']
  // links in mails have a test of their own, and so have checkpoints, and what goes straight to a store
  const elsewhere = ['notifications.unsubscribe', 'work.complete_output', 'work.sign_output', ...checkpoints]
  expect(new Set(unasked.filter(isOurs))).toEqual(new Set(elsewhere))
})
