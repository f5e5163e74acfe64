import { once } from 'node:events'
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { prepareFirstStart } from '@assay/access'
import { newObjectKey } from '@assay/core'
import { newId } from '@assay/db'
import { z } from 'zod'
import { startModelEndpoint } from '../../src/index.ts'
import {
  type Answer,
  addEntrypoint,
  addPerson,
  adminAccount,
  call,
  confirmationToken,
  deadLetter,
  type Headers,
  headersOf,
  heldJob,
  keptId,
  make,
  numberedJob,
  type Scene,
  sendBytes,
  stoppedRun,
  tokenOf,
} from './scene.ts'

/** A call of a mutation that succeeds. */
interface Sent {
  readonly input?: object
  /** As the user unless given. */
  readonly headers?: Headers
  readonly remember?: (answer: Answer) => void
}

type Fixture = (scene: Scene) => Promise<Sent> | Sent

const nobody: Headers = {}
const invited = 'grace@example.org'

/** Remembers what was made under a name. */
const keep =
  ({ kept }: Scene, name: string, field = 'id') =>
  ({ data }: Answer) =>
    void kept.set(name, z.string().parse(data[field]))

const nothingHeld = { job_id: newId(), run_id: newId(), attempt: 1 }

function tokenHeaders(scene: Scene): Headers {
  return { authorization: `Bearer ${keptId(scene, 'worker token')}` }
}

const callKey = 'a'.repeat(64)
const prediction = {
  ...{ output: 'a', input_tokens: null, output_tokens: null, cost: null, latency_ms: 1, finish_reason: 'stop' },
}

const inSession =
  (input: object): Fixture =>
  (scene) => ({ input: { session_id: keptId(scene, 'work session'), ...input }, headers: tokenHeaders(scene) })

/** One for each mutation, in the order in which they are called. The test fails where one is missing. */
export const fixtures: Readonly<Record<string, Fixture>> = {
  async 'session.claim'(scene) {
    const link = await prepareFirstStart(scene.platform.core, undefined)
    if (link.kind !== 'link') throw new Error('there is somebody already')
    const claimed = z.object({ api_key: z.object({ key: z.string() }) })
    return {
      input: { ...adminAccount, token: link.token },
      headers: nobody,
      remember: ({ data }) => {
        scene.admin = { authorization: `Bearer ${claimed.parse(data).api_key.key}` }
      },
    }
  },

  'invitations.create': (scene) => ({
    input: { email: invited },
    headers: scene.admin,
    remember: keep(scene, 'invitation', 'link'),
  }),
  'account.check_link': (scene) => ({
    input: { purpose: 'invitation', token: tokenOf(keptId(scene, 'invitation')) },
    headers: nobody,
  }),
  'account.sign_up': (scene) => ({
    input: { email: invited, password: 'a password of Grace', invitation: tokenOf(keptId(scene, 'invitation')) },
    headers: nobody,
  }),
  async 'invitations.revoke'(scene) {
    const headers = scene.admin
    const sent = { input: { email: 'somebody-else@example.org' }, headers }
    return { input: { invitation_id: await make(scene, 'invitations.create', sent) }, headers }
  },

  async 'account.confirm'({ platform }) {
    const person = await addPerson(platform)
    return { input: { token: await confirmationToken(platform, person), password: person.password }, headers: nobody }
  },
  'account.request_reset': ({ user }) => ({ input: { email: user.actor.email }, headers: nobody }),
  async 'account.reset_password'(scene) {
    const { actor } = await addPerson(scene.platform)
    const sent = { input: { user_id: actor.user_id }, headers: scene.admin }
    const link = await make(scene, 'users.create_reset_link', sent, 'link')
    return { input: { token: tokenOf(link), password: 'a password after all' }, headers: nobody }
  },
  async 'account.change_password'({ platform }) {
    const person = await addPerson(platform)
    const input = { current_password: person.password, password: 'another password' }
    return { input, headers: headersOf(person) }
  },
  async 'account.change_email'({ platform }) {
    const person = await addPerson(platform)
    return { input: { email: 'new@example.org', password: person.password }, headers: headersOf(person) }
  },
  'account.update': () => ({ input: { name: 'Somebody else' } }),
  async 'account.delete'({ platform }) {
    const person = await addPerson(platform)
    return { input: { password: person.password }, headers: headersOf(person) }
  },

  'users.update': async ({ platform, admin }) => ({
    input: { user_id: (await addPerson(platform)).actor.user_id, max_running_jobs: 3 },
    headers: admin,
  }),
  'users.create_reset_link': async ({ platform, admin }) => ({
    input: { user_id: (await addPerson(platform)).actor.user_id },
    headers: admin,
  }),
  'users.delete': async ({ platform, admin }) => ({
    input: { user_id: (await addPerson(platform)).actor.user_id },
    headers: admin,
  }),

  'session.create': (scene) => ({
    input: adminAccount,
    headers: nobody,
    remember: ({ cookie = '' }) => void scene.kept.set('cookie', cookie),
  }),
  async 'sessions.revoke'(scene) {
    await call(scene, 'session.create', { input: adminAccount })
    const row = await scene.platform.core.db
      .selectFrom('sessions')
      .select('id')
      .orderBy('id', 'desc')
      .executeTakeFirst()
    return { input: { session_id: row?.id }, headers: scene.admin }
  },
  'session.delete': (scene) => ({ headers: { cookie: keptId(scene, 'cookie'), 'sec-fetch-site': 'same-origin' } }),

  'device_logins.start': (scene) => ({
    input: { client_name: 'a laptop' },
    headers: nobody,
    remember: (answer) => {
      keep(scene, 'device_code', 'device_code')(answer)
      keep(scene, 'user_code', 'user_code')(answer)
    },
  }),
  'device_logins.decide': (scene) => ({ input: { user_code: keptId(scene, 'user_code'), approve: true } }),
  'device_logins.poll': (scene) => ({ input: { device_code: keptId(scene, 'device_code') }, headers: nobody }),

  'api_keys.create': (scene) => ({ input: { name: 'laptop' }, remember: keep(scene, 'api_key') }),
  'api_keys.rotate': (scene) => ({ input: { api_key_id: keptId(scene, 'api_key') } }),
  'api_keys.revoke': (scene) => ({ input: { api_key_id: keptId(scene, 'api_key') } }),

  'applications.put': ({ admin }) => ({
    input: { entries: [{ application: 'audited', version: '1', entrypoint: 'a', command: ['true'] }] },
    headers: admin,
  }),
  'applications.remove': ({ admin }) => ({ input: { application: 'audited', version: '1' }, headers: admin }),
  'workers.create': (scene) => ({
    input: { name: 'lab' },
    remember: (answer) => {
      keep(scene, 'worker')(answer)
      keep(scene, 'worker token', 'token')(answer)
    },
  }),
  'work.open': (scene) => ({
    input: { name: 'lab', slots: 1, kinds: ['application'] },
    headers: tokenHeaders(scene),
    remember: keep(scene, 'work session'),
  }),
  'work.renew': inSession({}),
  'work.claim': inSession({ slots: 1 }),
  'work.readopt': inSession({ attempts: [] }),
  'work.settle': inSession({ endings: [{ ...nothingHeld, end: { kind: 'handed_back' } }] }),
  'work.note': inSession({ notes: [] }),
  'work.log': inSession({ entries: [] }),
  async 'work.keep_calls'(scene) {
    const job_id = await heldJob(scene, keptId(scene, 'work session'))
    const items = [{ key: callKey, prediction }]
    return {
      ...(await inSession({ job_id, attempt: 1, items })(scene)),
      remember: () => scene.kept.set('held job', job_id),
    }
  },
  'work.calls': (scene) => inSession({ job_id: keptId(scene, 'held job'), attempt: 1, keys: [callKey] })(scene),
  'work.spend': (scene) =>
    inSession({ job_id: keptId(scene, 'held job'), attempt: 1, cost: 0, tokens: 1, seconds: 0 })(scene),
  'work.pull': (scene) => ({ input: { name: 'lab', limit: 0 }, headers: tokenHeaders(scene) }),
  async 'work.tell'(scene) {
    const number = await numberedJob(scene, keptId(scene, 'work session'))
    return { input: { number }, headers: tokenHeaders(scene) }
  },
  'work.begin_output': (scene) =>
    inSession({ job_id: keptId(scene, 'held job'), attempt: 1, name: 'result', size_bytes: 4 })(scene),
  async 'work.keep_checkpoint'(scene) {
    const job_id = keptId(scene, 'held job')
    await scene.platform.core.db.updateTable('jobs').set({ kind: 'evaluation' }).where('id', '=', job_id).execute()
    return inSession({ job_id, attempt: 1, name: 'versions/0-1-hash', content_base64: 'AAAA' })(scene)
  },
  async 'work.complete_output'(scene) {
    const { db, storage } = scene.platform.core
    const file = { job_id: keptId(scene, 'held job'), attempt: 1, name: 'result' }
    const object_key = newObjectKey()
    const { size_bytes } = await storage.put(object_key, Readable.from([Buffer.from('sent')]))
    const upload = { object_key, size_bytes, path: '', storage_upload_id: 'completed', part_bytes: 4 }
    await db
      .insertInto('attempt_uploads')
      .values({ ...file, ...upload })
      .execute()
    return inSession({ ...file, parts: [{ sha256: '0'.repeat(64) }] })(scene)
  },
  'work.close': inSession({}),
  async 'numbered_jobs.delete'(scene) {
    return { input: { number: await numberedJob(scene) } }
  },
  'workers.update': (scene) => ({ input: { worker_id: keptId(scene, 'worker'), labels: ['a100'] } }),
  'workers.drain': (scene) => ({ input: { worker_id: keptId(scene, 'worker') } }),
  'workers.rotate': (scene) => ({ input: { worker_id: keptId(scene, 'worker') } }),
  'workers.remove': (scene) => ({ input: { worker_id: keptId(scene, 'worker') } }),

  'tasks.create': (scene) => ({ input: { name: 'audited', models: [] }, remember: keep(scene, 'task') }),
  'tasks.delete': (scene) => ({ input: { task_id: keptId(scene, 'task') } }),

  'secrets.put': () => ({ input: { name: 'openai', value: 'sk-of-the-audited-user' } }),
  'secrets.delete': () => ({ input: { name: 'openai' } }),
  'models.put': () => ({ input: { name: 'acme/lead', alias_of: 'lead-3' } }),
  'models.remove': () => ({ input: { name: 'acme/lead' } }),

  'webhooks.create': (scene) => ({
    input: { url: 'http://127.0.0.1:9/?key=of-the-audited-webhook' },
    remember: keep(scene, 'webhook'),
  }),
  'webhooks.update': (scene) => ({
    input: { webhook_id: keptId(scene, 'webhook'), url: 'http://127.0.0.1:9/?key=of-the-updated-webhook' },
  }),
  'webhooks.rotate_secret': (scene) => ({ input: { webhook_id: keptId(scene, 'webhook') } }),
  'webhooks.test': (scene) => ({
    input: { webhook_id: keptId(scene, 'webhook') },
    remember: keep(scene, 'delivery'),
  }),
  'webhooks.redeliver': (scene) => ({ input: { delivery_id: keptId(scene, 'delivery') } }),
  'webhooks.replay': (scene) => ({
    input: { webhook_id: keptId(scene, 'webhook'), since: '2027-01-01T00:00:00.000Z' },
  }),
  'webhooks.delete': (scene) => ({ input: { webhook_id: keptId(scene, 'webhook') } }),
  'notifications.update': () => ({ input: { email: 'failures' } }),

  'uploads.create': (scene) => ({ input: { filename: 'news.csv' }, remember: keep(scene, 'upload') }),
  async 'uploads.complete'(scene) {
    const upload_id = keptId(scene, 'upload')
    return { input: { upload_id, size_bytes: await sendBytes(scene, upload_id) } }
  },
  'datasets.create_from_url': () => ({ input: { url: 'http://127.0.0.1:9/news.csv?key=of-the-audited-user' } }),
  'files.create_folder': () => ({ input: { path: 'data/audited' } }),
  async 'files.put'({ user: { client } }) {
    const { id: upload_id } = await client.trpc.uploads.create.mutate({ filename: 'empty.txt', size_bytes: 0 })
    await client.trpc.uploads.complete.mutate({ upload_id, size_bytes: 0 })
    return { input: { path: 'data/audited.txt', upload_id } }
  },
  'files.copy': () => ({ input: { path: 'data/audited', to: 'data/copied' } }),
  'files.move': () => ({ input: { path: 'data/copied', to: 'output/copied' } }),
  'files.create_url': async ({ user: { client } }) => {
    const path = 'data/audited/a.txt'
    await client.files.upload(new Blob(['audited']), path)
    return { input: { path } }
  },
  'files.delete': () => ({ input: { path: 'output/copied', recursive: true } }),
  'datasets.create': (scene) => ({ input: { upload_id: keptId(scene, 'upload') }, remember: keep(scene, 'dataset') }),
  'datasets.create_from_files': () => ({ input: { paths: ['data/datasets'], name: 'files' } }),
  'judges.create': () => ({
    input: {
      name: 'care',
      model: { provider: 'openai-compatible', model: 'm', base_url: 'http://127.0.0.1:9/v1' },
      criteria: [{ name: 'care', description: 'how careful' }],
    },
  }),
  async 'experiments.create'(scene) {
    const dataset_id = keptId(scene, 'dataset')
    await scene.user.client.trpc.datasets.get.query({ dataset_id, wait_seconds: 30 })
    return { input: { name: 'news', dataset_id, task: { type: 'summarization' } }, remember: keep(scene, 'experiment') }
  },
  'references.set': (scene) => ({
    input: { dataset_id: keptId(scene, 'dataset'), example: 0, verdict: 'accepted' },
  }),
  'datasets.apply_reviews': (scene) => ({ input: { dataset_id: keptId(scene, 'dataset') } }),
  'datasets.annotate': (scene) => ({
    input: { dataset_id: keptId(scene, 'dataset'), model: 'lead-1', task: { type: 'summarization' } },
  }),
  'experiments.evaluate': (scene) => ({
    input: {
      ...{ experiment_id: keptId(scene, 'experiment'), models: ['lead-1', 'lead-3'], metrics: ['rouge'] },
      budget: { tokens: 1_000_000 },
    },
    remember: ({ data }) => {
      const { items } = z.object({ items: z.array(z.object({ id: z.string() })) }).parse(data)
      for (const [index, { id }] of items.entries()) scene.kept.set(`run ${index}`, id)
    },
  }),
  async 'experiments.compare'(scene) {
    for (const run of ['run 0', 'run 1']) await scene.user.client.runs.wait(keptId(scene, run))
    return { input: { experiment_id: keptId(scene, 'experiment') } }
  },
  async 'experiments.import'(scene) {
    const bundle = await scene.user.client.experiments.export(keptId(scene, 'experiment'))
    const { id: upload_id } = await scene.user.client.trpc.uploads.create.mutate({ filename: 'news.zip' })
    const size_bytes = await sendBytes(scene, upload_id, new Uint8Array(await bundle.bytes()))
    await scene.user.client.trpc.uploads.complete.mutate({ upload_id, size_bytes })
    return { input: { upload_id } }
  },
  async 'experiments.export_to_mlflow'(scene) {
    const tags = [{ key: 'assay.complete', value: 'yes' }]
    const answer = { experiment: { experiment_id: '1' }, runs: [{ info: { run_id: 'r' }, data: { tags } }] }
    const server = createServer((_, response) => response.end(JSON.stringify(answer))).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = z.object({ port: z.number() }).parse(server.address())
    const input = { experiment_id: keptId(scene, 'experiment'), url: `http://127.0.0.1:${port}` }
    return { input, remember: () => void server.close() }
  },
  'comparisons.create': (scene) => ({
    input: { run_ids: [keptId(scene, 'run 0'), keptId(scene, 'run 1')], level: 0.9 },
  }),
  async 'judges.sample'(scene) {
    const { judges, experiments, runs } = scene.user.client
    await using endpoint = await startModelEndpoint(() => '{"score": 3}')
    const model = { provider: 'openai-compatible', model: 'm', base_url: endpoint.base_url } as const
    await judges.create({ name: 'care', model, criteria: [{ name: 'care', description: 'how careful' }] })
    const asked = { models: ['lead-1'], metrics: ['judge/care'] }
    const [run] = await experiments.evaluate(keptId(scene, 'experiment'), asked)
    await runs.wait(run?.id ?? '')
    return { input: { name: 'care', run_ids: [run?.id ?? ''], examples: 2 }, remember: keep(scene, 'sample') }
  },
  'labels.put': (scene) => ({
    input: { sample_id: keptId(scene, 'sample'), labels: [{ item: 0, score: 4, comment: 'of the audited user' }] },
  }),
  'judges.remove': () => ({ input: { name: 'care' } }),
  async 'runs.create'(scene) {
    await addEntrypoint(scene)
    return { input: { application: 'walk/1', entrypoints: ['ALL'] }, remember: keep(scene, 'created run') }
  },
  async 'jobs.stop'(scene) {
    const { jobs } = await scene.user.client.runs.get(keptId(scene, 'created run'))
    return { input: { job_id: jobs[0]?.id ?? '' } }
  },
  'runs.raise_budget': (scene) => ({
    input: { run_id: keptId(scene, 'run 0'), budget: { tokens: 2_000_000 } },
  }),
  'runs.stop': (scene) => ({ input: { run_id: keptId(scene, 'run 0') } }),
  'runs.retry': async (scene) => ({
    input: { run_id: await stoppedRun(scene, keptId(scene, 'experiment')) },
    remember: keep(scene, 'retried'),
  }),
  async 'runs.delete'(scene) {
    const run_id = keptId(scene, 'retried')
    await scene.user.client.runs.wait(run_id)
    return { input: { run_id } }
  },

  'shares.create': (scene) => ({
    input: { dataset_id: keptId(scene, 'dataset'), with: { group: 'workers' } },
    remember: keep(scene, 'share'),
  }),
  'shares.delete': (scene) => ({ input: { share_id: keptId(scene, 'share') } }),

  async 'experiments.delete'(scene) {
    const { experiments } = scene.user.client
    const experiment_id = keptId(scene, 'experiment')
    // the one that was imported is on the same dataset
    for await (const { id } of experiments.list()) if (id !== experiment_id) await experiments.delete(id)
    return { input: { experiment_id } }
  },
  'datasets.delete': (scene) => ({ input: { dataset_id: keptId(scene, 'dataset') } }),
  'dead_letters.redrive': async (scene) => ({
    input: { dead_letter_id: await deadLetter(scene) },
    headers: scene.admin,
  }),
}
