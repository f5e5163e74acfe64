import { randomUUID } from 'node:crypto'
import type { Asked } from './knock.ts'
import type { Ids } from './scene.ts'

/** How a procedure is asked about what the ids name, and what its owner, or an admin, is answered. */
interface Fixture {
  readonly asked?: (ids: Ids) => Asked
  /** The status of the refusal, where what was asked for cannot be; anything below 400 unless given. */
  readonly status?: number
}

/** Another file each time: the same would be answered with the dataset that is read by then. */
function form(): string {
  return [
    '--edge',
    'Content-Disposition: form-data; name="file"; filename="form.csv"',
    '',
    `examples\r\n${randomUUID()}`,
    '--edge--',
    '',
  ].join('\r\n')
}

const walked = { application: 'walk', version: '1', entrypoint: 'walk', command: ['./walk.sh'], files: ['walk.sh'] }
function inSession(ids: Ids) {
  return { path: { session_id: ids['work_session_id'] ?? '' } }
}

function exampleOf(ids: Ids) {
  return { dataset_id: ids['dataset_id'] ?? '', example: '0' }
}

const checkpointPart = 'versions/0-1-hash'
const partOfOutput = { number: 1, size_bytes: 4, sha256: '0'.repeat(64) }

function ofAttempt(ids: Ids) {
  return { path: { ...inSession(ids).path, job_id: ids['work_job_id'] ?? '', attempt: '1' } }
}

const callKey = 'a'.repeat(64)
const callPrediction = {
  ...{ output: 'a', input_tokens: null, output_tokens: null, cost: null, latency_ms: 1, finish_reason: 'stop' },
}

function heldBy(ids: Ids) {
  return { job_id: ids['work_job_id'], run_id: ids['work_run_id'], attempt: 1 }
}

function noNumber() {
  return { path: { number: '999999999' } }
}

function noSample() {
  return { path: { sample_id: '00000000-0000-7000-8000-000000000001' } }
}

/**
 * One for each procedure and route; the walk fails where one is missing. They are walked in this order, so that what
 * takes away comes after what needs it.
 */
export const fixtures: Readonly<Record<string, Fixture>> = {
  'health.alive': {},
  'health.ready': {},
  'health.metrics': {},
  'docs.page': { asked: () => ({ path: { '*': '' } }) },
  'docs.openapi': {},
  'docs.application_schema': {},
  // this platform serves no pages
  page: { status: 404 },
  'sign_in.begin': { asked: () => ({ path: { issuer: 'unknown' } }) },
  'sign_in.finish': { asked: () => ({ path: { issuer: 'unknown' } }) },

  'session.whoami': {},
  'session.issuers': {},
  'session.claim': {
    asked: () => ({ body: { token: 'none', email: 'walk@example.org', password: 'long enough to pass' } }),
    status: 401,
  },

  'session.create': {
    asked: () => ({ body: { email: 'walk@example.org', password: 'of nobody' } }),
    status: 401,
  },
  // who shows a key has no session
  'session.delete': { status: 403 },
  'sessions.list': {},
  'sessions.revoke': {},

  'device_logins.start': { asked: () => ({ body: { client_name: 'walk' } }) },
  'device_logins.poll': { asked: () => ({ body: { device_code: 'of nobody' } }) },
  // who knows the code of a device that waits may decide: it is nobody's yet
  'device_logins.get': { asked: () => ({ path: { user_code: 'BCDF-GHJK' } }), status: 404 },
  'device_logins.decide': {
    asked: () => ({ path: { user_code: 'BCDF-GHJK' }, body: { user_code: 'BCDF-GHJK', approve: true } }),
    status: 404,
  },

  'usage.get': {},

  'account.options': {},
  'account.sign_up': {
    asked: () => ({ body: { email: 'new@example.org', password: 'long enough to pass', invitation: 'of nobody' } }),
    status: 400,
  },
  'account.check_link': { asked: () => ({ body: { purpose: 'reset', token: 'of nobody' } }), status: 400 },
  'account.confirm': { asked: () => ({ body: { token: 'of nobody', password: 'of nobody' } }), status: 400 },
  'account.request_reset': { asked: () => ({ body: { email: 'walk@example.org' } }), status: 409 },
  'account.reset_password': {
    asked: () => ({ body: { token: 'of nobody', password: 'long enough to pass' } }),
    status: 400,
  },
  'account.update': { asked: () => ({ body: { name: 'Somebody else' } }) },
  // with another password than theirs
  'account.change_password': {
    asked: () => ({ body: { current_password: 'none', password: 'long enough to pass' } }),
    status: 403,
  },
  'account.change_email': { asked: () => ({ body: { email: 'other@example.org', password: 'none' } }), status: 403 },
  'account.delete': { asked: () => ({ body: { password: 'none' } }), status: 403 },

  'users.list': {},
  'users.get': {},
  'users.update': { asked: () => ({ body: { name: 'Renamed' } }) },
  'users.create_reset_link': {},
  'invitations.create': { asked: () => ({ body: { email: 'invited@example.org' } }) },
  'invitations.list': {},
  'invitations.revoke': {},

  'applications.plan': { asked: () => ({ body: { entries: [{ ...walked, files: [] }] } }) },
  'applications.put': {
    asked: () => ({ body: { entries: [walked], files: [{ path: 'walk.sh', content_base64: 'dHJ1ZQo=' }] } }),
  },
  'applications.list': {},
  'applications.get': { asked: () => ({ path: { application: 'walk', version: '1' } }) },
  'applications.file': {
    asked: () => ({ path: { application: 'walk', version: '1', entrypoint: 'walk' }, query: { path: 'walk.sh' } }),
  },
  'applications.openapi': {
    asked: () => ({ path: { application: 'walk', version: '1', entrypoint: 'walk' } }),
  },
  'applications.remove': { asked: () => ({ path: { application: 'walk', version: '1' } }) },

  'models.list': {},
  'tasks.create': { asked: () => ({ body: { name: 'another', models: [] } }) },
  'tasks.list': {},
  'tasks.get': {},
  'models.get': { asked: () => ({ path: { name: 'lead-3' } }) },
  'models.put': { asked: () => ({ path: { name: 'walk/alias' }, body: { alias_of: 'lead-3' } }) },
  // an answer tells how long it took
  'models.complete': { asked: () => ({ body: { model: 'walk/none', prompt: 'A text.' } }), status: 400 },
  'models.stream': { asked: () => ({ body: { model: 'lead-3', prompt: 'A text.' } }) },
  'models.generate': { asked: () => ({ body: { model: 'lead-3', texts: ['A text.'] } }) },
  'metrics.list': {},
  'metrics.explain': { asked: () => ({ body: { metric: 'rouge', prediction: 'a', references: ['a'] } }) },

  'api_keys.create': { asked: () => ({ body: { name: 'another' } }) },
  'api_keys.list': {},
  'api_keys.rotate': { asked: () => ({ body: {} }) },

  'secrets.put': { asked: () => ({ path: { name: 'another' }, body: { value: 'sk-other' } }) },
  'secrets.list': {},

  'webhooks.create': { asked: () => ({ body: { url: 'https://example.org/assay' } }) },
  'webhooks.list': {},
  'webhooks.get': {},
  'webhooks.update': { asked: () => ({ body: { events: ['*'] } }) },
  'webhooks.test': { asked: () => ({ body: {} }) },
  'webhooks.rotate_secret': { asked: () => ({ body: {} }) },
  'webhooks.deliveries': {},
  'webhooks.delivery': {},
  'webhooks.redeliver': { asked: () => ({ body: {} }) },
  'webhooks.replay': { asked: () => ({ body: { since: '2027-01-01T00:00:00.000Z' } }) },

  'notifications.get': {},
  'notifications.update': { asked: () => ({ body: { email: 'never' } }) },
  'notifications.unsubscribe': { asked: (ids) => ({ path: { token: ids['unsubscribe_token'] ?? '' } }) },

  'uploads.create': { asked: () => ({ body: { filename: 'a.csv' } }) },
  'uploads.get': {},
  'uploads.offset': {},
  'uploads.append': { asked: () => ({ headers: { 'upload-offset': '0' }, body: 'a\n1\n' }) },
  // on a disk there is no other way in
  'uploads.sign_parts': {
    asked: () => ({ body: { parts: [{ number: 1, size_bytes: 4, sha256: '0'.repeat(64) }] } }),
    status: 409,
  },
  'uploads.complete': { asked: () => ({ body: { size_bytes: 4 } }) },

  'files.list': { asked: (ids) => ({ query: { path: 'data/walk', owner: ids['owner_id'] ?? '' } }) },
  'files.get': { asked: (ids) => ({ query: { path: 'data/walk', owner: ids['owner_id'] ?? '' } }) },
  'files.usage': { asked: (ids) => ({ query: { path: 'data/walk', owner: ids['owner_id'] ?? '' } }) },
  'files.create_folder': { asked: (ids) => ({ body: { path: 'data/walk/more', owner: ids['owner_id'] } }) },
  'files.move': {
    asked: (ids) => ({ body: { path: 'data/walk/more', to: 'data/walk/moved', owner: ids['owner_id'] } }),
  },
  'files.copy': {
    asked: (ids) => ({ body: { path: 'data/walk', to: 'data/copied', owner: ids['owner_id'] } }),
  },
  'files.download': { asked: (ids) => ({ query: { path: 'data/walk/a.txt', owner: ids['owner_id'] ?? '' } }) },
  'files.zip': { asked: (ids) => ({ query: { path: 'data/walk', owner: ids['owner_id'] ?? '' } }) },
  'files.create_url': { asked: (ids) => ({ body: { path: 'data/walk/a.txt', owner: ids['owner_id'] } }) },
  'files.signed': { asked: (ids) => ({ path: { token: ids['signed_token'] ?? '', name: 'a.txt' } }) },

  'datasets.create': { asked: (ids) => ({ body: { upload_id: ids['upload_id'] } }) },
  // where nobody listens: it is announced all the same
  'datasets.create_from_url': { asked: () => ({ body: { url: 'http://127.0.0.1:9/walk.csv' } }) },
  // a dataset was made of it
  'files.put': {
    asked: (ids) => ({ body: { path: 'data/walk/put.csv', owner: ids['owner_id'], upload_id: ids['upload_id'] } }),
    status: 409,
  },
  'files.upload': {
    asked: (ids) => ({ query: { path: 'data/walk/sent.csv', owner: ids['owner_id'] ?? '' }, body: 'a\n1\n' }),
  },
  'files.upload_many': {
    asked: (ids) => ({ query: { path: 'data/walk', owner: ids['owner_id'] ?? '' }, body: '\0'.repeat(1024) }),
  },
  'datasets.upload': {
    asked: () => ({ headers: { 'content-type': 'multipart/form-data; boundary=edge' }, body: form() }),
  },
  'datasets.create_from_files': {
    asked: (ids) => ({ body: { paths: ['data/datasets'], owner: ids['owner_id'], name: 'walk' } }),
  },
  'datasets.files': { asked: (ids) => ({ path: { dataset_id: ids['file_set_id'] ?? '' } }) },
  'datasets.file': {
    asked: (ids) => ({ path: { dataset_id: ids['file_set_id'] ?? '' }, query: { path: 'news/1/news.csv' } }),
  },
  'datasets.zip': { asked: (ids) => ({ path: { dataset_id: ids['file_set_id'] ?? '' } }) },
  'datasets.get': {},
  'datasets.list': {},
  'datasets.rows': { asked: () => ({ body: {} }) },
  'datasets.profile': { asked: () => ({ body: {} }) },
  'datasets.download': {},
  'references.list': {},
  'references.set': { asked: (ids) => ({ path: exampleOf(ids), body: { verdict: 'accepted' } }) },
  'references.history': { asked: (ids) => ({ path: exampleOf(ids) }) },
  'datasets.apply_reviews': { asked: () => ({ body: {} }) },
  'datasets.annotate': { asked: () => ({ body: { model: 'lead-1', task: { type: 'summarization' } } }) },

  // a baseline cannot judge
  'judges.create': {
    asked: () => ({
      body: { name: 'walk', model: 'lead-1', criteria: [{ name: 'care', description: 'how careful' }] },
    }),
    status: 400,
  },
  'judges.get': { asked: () => ({ path: { name: 'g_eval_translation' } }) },
  'judges.list': {},
  // nothing was judged
  'judges.sample': {
    asked: (ids) => ({ path: { name: 'walk' }, body: { run_ids: [ids['run_id']], examples: 10 } }),
    status: 409,
  },
  'judges.samples': {},
  'judges.calibrate': { asked: noSample, status: 404 },
  'labels.items': { asked: noSample, status: 404 },
  'labels.put': { asked: () => ({ ...noSample(), body: { labels: [{ item: 0, score: 1 }] } }), status: 404 },
  'labels.list': { asked: noSample, status: 404 },
  'judges.remove': { asked: () => ({ path: { name: 'walk' } }), status: 404 },

  'experiments.create': {
    asked: (ids) => ({
      body: { name: 'another', dataset_id: ids['dataset_id'], task: { type: 'summarization' } },
    }),
  },
  'experiments.get': {},
  'experiments.list': { asked: (ids) => ({ query: { dataset_id: ids['dataset_id'] ?? '' } }) },
  'experiments.estimate': { asked: () => ({ body: { models: ['lead-3'] } }) },
  'experiments.evaluate': { asked: () => ({ body: { models: ['lead-3'], metrics: ['rouge'] } }) },
  'experiments.compare': { asked: () => ({ body: {} }) },
  'experiments.export': {},
  'experiments.export_to_mlflow': { asked: () => ({ body: { url: 'http://127.0.0.1:9' } }), status: 502 },
  'experiments.import': { asked: (ids) => ({ body: { upload_id: ids['upload_id'] } }), status: 409 },

  'comparisons.create': {
    asked: (ids) => ({ body: { run_ids: [ids['run_id'], ids['other_run_id']] } }),
  },
  'comparisons.list': { asked: (ids) => ({ query: { experiment_id: ids['experiment_id'] ?? '' } }) },
  'comparisons.get': { asked: () => ({ query: { wait_seconds: '30' } }) },
  'comparisons.slices': { asked: () => ({ query: { column: 'examples' } }) },
  'comparisons.distributions': { asked: () => ({ query: { metric: 'rouge1' } }) },
  'comparisons.examples': {
    asked: (ids) => ({
      query: { run_id: ids['run_id'] ?? '', baseline_run_id: ids['other_run_id'] ?? '', metric: 'rouge1' },
    }),
  },
  'comparisons.export': { asked: () => ({ query: { format: 'md' } }) },
  'comparisons.verify': { asked: (ids) => ({ body: { upload_id: ids['upload_id'] } }), status: 422 },

  // nothing is in the catalogue
  'runs.create': { asked: () => ({ body: { application: 'walk/1', entrypoints: ['ALL'] } }), status: 404 },
  'runs.get': {},
  'runs.graph': {},
  'runs.explain': {},
  // a run that succeeded is tried again where that is asked for
  'runs.plan_retry': { asked: () => ({ body: { force: true } }) },
  'runs.list': { asked: (ids) => ({ query: { experiment_id: ids['experiment_id'] ?? '' } }) },
  'runs.examples': {},
  'runs.events': {},
  'runs.outputs_zip': {},
  'jobs.get': {},
  'jobs.list': { asked: (ids) => ({ query: { run_id: ids['run_id'] ?? '' } }) },
  'jobs.logs': {},
  'jobs.log_lines': {},
  'jobs.search_log': { asked: () => ({ query: { text: 'a' } }) },
  'jobs.log': {},
  'jobs.outputs': {},
  'jobs.outputs_zip': {},
  'jobs.output': { asked: (ids) => ({ path: { name: ids['output_name'] ?? '' } }) },

  'numbered_jobs.list': {},
  // one of others is tried in decode/access.test.ts
  'numbered_jobs.get': { asked: noNumber, status: 404 },
  'numbered_jobs.delete': { asked: noNumber, status: 404 },

  'workers.create': { asked: () => ({ body: { name: 'another' } }) },
  'workers.list': {},
  'workers.get': {},
  'workers.update': { asked: () => ({ body: { name: 'renamed' } }) },
  'workers.drain': { asked: () => ({ body: {} }) },

  'work.open': { asked: () => ({ body: { name: 'walk', slots: 1, kinds: ['application'] } }) },
  'work.renew': { asked: inSession },
  'work.held': { asked: inSession },
  'work.claim': { asked: (ids) => ({ ...inSession(ids), body: { slots: 1 } }) },
  'work.material': { asked: ofAttempt },
  'work.input': { asked: ofAttempt },
  'work.output': { asked: (ids) => ({ path: { ...ofAttempt(ids).path, name: 'result' }, body: 'bytes' }) },
  'work.calls': { asked: (ids) => ({ ...ofAttempt(ids), body: { keys: [callKey] } }) },
  'work.keep_calls': {
    asked: (ids) => ({ ...ofAttempt(ids), body: { items: [{ key: callKey, prediction: callPrediction }] } }),
  },
  'work.spend': { asked: (ids) => ({ ...ofAttempt(ids), body: { cost: 0, tokens: 1, seconds: 0 } }) },
  // the job is no evaluation
  'work.checkpoint': { asked: ofAttempt, status: 400 },
  'work.read_checkpoint': {
    asked: (ids) => ({ ...ofAttempt(ids), query: { name: checkpointPart } }),
    status: 400,
  },
  'work.keep_checkpoint': {
    asked: (ids) => ({ ...ofAttempt(ids), body: { name: checkpointPart, content_base64: 'AAAA' } }),
    status: 400,
  },
  'work.begin_output': {
    asked: (ids) => ({ path: { ...ofAttempt(ids).path, name: 'result' }, body: { size_bytes: 4 } }),
  },
  // on a disk there is no other way in
  'work.sign_output': {
    asked: (ids) => ({ path: { ...ofAttempt(ids).path, name: 'result' }, body: { parts: [partOfOutput] } }),
    status: 409,
  },
  'work.complete_output': {
    asked: (ids) => ({
      path: { ...ofAttempt(ids).path, name: 'result' },
      body: { parts: [{ sha256: partOfOutput.sha256 }] },
    }),
    status: 409,
  },
  'work.note': { asked: (ids) => ({ ...inSession(ids), body: { notes: [{ ...heldBy(ids), done: 1, total: 2 }] } }) },
  'work.log': {
    asked: (ids) => ({
      ...inSession(ids),
      body: { entries: [{ ...heldBy(ids), chunk: null, left_out: 0, is_last: false }] },
    }),
  },
  'work.pull': { asked: () => ({ body: { name: 'walk' } }) },
  'work.pulled': { asked: noNumber, status: 404 },
  'work.tell': { asked: () => ({ ...noNumber(), body: {} }), status: 404 },
  'work.readopt': { asked: (ids) => ({ ...inSession(ids), body: { attempts: [heldBy(ids)] } }) },
  'work.settle': {
    asked: (ids) => ({ ...inSession(ids), body: { endings: [{ ...heldBy(ids), end: { kind: 'handed_back' } }] } }),
  },
  'work.close': { asked: inSession },
  'workers.rotate': {},

  'shares.create': {
    asked: (ids) => ({ body: { dataset_id: ids['dataset_id'], with: { group: 'workers' } } }),
  },
  'shares.list': { asked: (ids) => ({ query: { dataset_id: ids['dataset_id'] ?? '' } }) },

  'audit.list': { asked: (ids) => ({ query: { target_id: ids['dataset_id'] ?? '' } }) },
  'audit.export': { asked: (ids) => ({ query: { target_id: ids['dataset_id'] ?? '' } }) },
  'dead_letters.list': {},
  'dead_letters.redrive': { status: 404 },

  'workers.remove': {},
  'shares.delete': {},
  'files.delete': {
    asked: (ids) => ({ query: { path: 'data/walk', owner: ids['owner_id'] ?? '', recursive: 'true' } }),
  },
  'jobs.stop': {},
  'runs.raise_budget': { asked: () => ({ body: { budget: { tokens: 2_000_000 } } }) },
  'runs.stop': {},
  'runs.retry': { status: 409 },
  'runs.delete': {},
  'experiments.delete': {},
  'datasets.delete': { status: 409 },
  'webhooks.delete': {},
  'tasks.delete': {},
  'models.remove': { asked: () => ({ path: { name: 'walk/own' } }) },
  'secrets.delete': { asked: (ids) => ({ path: { name: ids['secret_name'] ?? '' } }) },
  'api_keys.revoke': {},
  'users.delete': {},
}
