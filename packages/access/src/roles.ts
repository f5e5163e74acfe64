import type { Access, Group, ScopeNoun } from '@assay/schemas'

export type NeededScope = `${ScopeNoun}:${Access}` | 'admin'

export interface Role {
  /**
   * One of these groups; admins are in all of them. `anyone`: nobody needs to be signed in; `worker_tokens`: no user,
   * but the token of a worker.
   */
  readonly groups: 'anyone' | 'worker_tokens' | readonly Group[]
  /** What the credential must allow; null: any will do. */
  readonly scope: NeededScope | null
  /** What will do instead. */
  readonly or?: NeededScope
}

const anyone = { groups: 'anyone', scope: null } as const
const signedIn = { groups: ['users', 'workers', 'cloud', 'admin'], scope: null } as const
/** The account itself is beyond `read` and `write`: a stolen key must not be able to take it over. */
const ownAccount = { groups: ['users', 'workers', 'cloud', 'admin'], scope: 'admin' } as const
/** A worker is a way to the data of whose jobs it takes, beyond `read` and `write`. */
const registrars = { groups: ['users', 'admin'], scope: 'admin' } as const
const workerTokens = { groups: 'worker_tokens', scope: null } as const
const admins = { groups: ['admin'], scope: 'admin' } as const

/** What is on its way in may become the one or the other. */
const uploaders = { groups: ['users', 'admin'], scope: 'datasets:write', or: 'files:write' } as const

function users<Needed extends NeededScope>(scope: Needed) {
  return { groups: ['users', 'admin'], scope } as const
}

/**
 * Who may call what: every procedure of the router and every plain HTTP route has its line. The server does not start
 * with a line missing, nor with one left over.
 */
export const roles = {
  'session.whoami': signedIn,
  'session.claim': anyone,
  'session.issuers': anyone,
  'session.create': anyone,
  'session.delete': signedIn,

  'sessions.list': ownAccount,
  'sessions.revoke': ownAccount,

  'device_logins.start': anyone,
  'device_logins.poll': anyone,
  'device_logins.get': ownAccount,
  'device_logins.decide': ownAccount,
  'usage.get': signedIn,

  'account.options': anyone,
  'account.sign_up': anyone,
  'account.check_link': anyone,
  'account.confirm': anyone,
  'account.request_reset': anyone,
  'account.reset_password': anyone,
  'account.change_password': ownAccount,
  'account.change_email': ownAccount,
  'account.update': ownAccount,
  'account.delete': ownAccount,

  'users.list': admins,
  'users.get': admins,
  'users.update': admins,
  'users.create_reset_link': admins,
  'users.delete': admins,

  'invitations.create': admins,
  'invitations.list': admins,
  'invitations.revoke': admins,

  'api_keys.create': ownAccount,
  'api_keys.list': ownAccount,
  'api_keys.rotate': ownAccount,
  'api_keys.revoke': ownAccount,

  'secrets.put': users('secrets:write'),
  'secrets.list': users('secrets:read'),
  'secrets.delete': users('secrets:write'),

  'webhooks.create': users('notifications:write'),
  'webhooks.list': users('notifications:read'),
  'webhooks.get': users('notifications:read'),
  'webhooks.update': users('notifications:write'),
  'webhooks.delete': users('notifications:write'),
  'webhooks.test': users('notifications:write'),
  'webhooks.rotate_secret': users('notifications:write'),
  'webhooks.deliveries': users('notifications:read'),
  'webhooks.delivery': users('notifications:read'),
  'webhooks.redeliver': users('notifications:write'),
  'webhooks.replay': users('notifications:write'),

  'notifications.get': users('notifications:read'),
  'notifications.update': users('notifications:write'),
  'notifications.unsubscribe': anyone,

  'uploads.create': uploaders,
  'uploads.get': uploaders,
  'uploads.append': uploaders,
  'uploads.offset': uploaders,
  'uploads.sign_parts': uploaders,
  'uploads.complete': uploaders,

  'files.list': users('files:read'),
  'files.get': users('files:read'),
  'files.usage': users('files:read'),
  'files.create_folder': users('files:write'),
  'files.put': users('files:write'),
  'files.upload': users('files:write'),
  'files.upload_many': users('files:write'),
  'files.move': users('files:write'),
  'files.copy': users('files:write'),
  'files.delete': users('files:write'),
  'files.download': users('files:read'),
  'files.zip': users('files:read'),
  'files.create_url': users('files:read'),
  'files.signed': anyone,

  'datasets.create': users('datasets:write'),
  'datasets.create_from_url': users('datasets:write'),
  'datasets.create_from_files': users('datasets:write'),
  'datasets.upload': users('datasets:write'),
  'datasets.get': users('datasets:read'),
  'datasets.list': users('datasets:read'),
  'datasets.rows': users('datasets:read'),
  'datasets.profile': users('datasets:read'),
  'datasets.files': users('datasets:read'),
  'datasets.file': users('datasets:read'),
  'datasets.zip': users('datasets:read'),
  'datasets.download': users('datasets:read'),
  'datasets.annotate': users('runs:write'),
  'datasets.apply_reviews': users('datasets:write'),
  'references.list': users('datasets:read'),
  'references.history': users('datasets:read'),
  'references.set': users('datasets:write'),
  'datasets.delete': users('datasets:write'),

  'applications.plan': admins,
  'applications.put': admins,
  'applications.list': signedIn,
  'applications.get': signedIn,
  'applications.file': signedIn,
  'applications.openapi': signedIn,
  'applications.remove': admins,

  'models.list': signedIn,
  'tasks.create': users('experiments:write'),
  'tasks.list': signedIn,
  'tasks.get': signedIn,
  'tasks.delete': users('experiments:write'),
  'models.get': signedIn,
  'models.put': users('experiments:write'),
  'models.remove': users('experiments:write'),
  'models.complete': users('runs:write'),
  'models.stream': users('runs:write'),
  'models.generate': users('runs:write'),
  'metrics.list': signedIn,
  'metrics.explain': signedIn,

  'judges.create': users('experiments:write'),
  'judges.get': users('experiments:read'),
  'judges.list': users('experiments:read'),
  'judges.remove': users('experiments:write'),
  'judges.sample': users('experiments:write'),
  'judges.samples': users('experiments:read'),
  'judges.calibrate': users('experiments:read'),

  'labels.items': users('runs:read'),
  'labels.put': users('experiments:write'),
  'labels.list': users('experiments:read'),

  'experiments.create': users('experiments:write'),
  'experiments.get': users('experiments:read'),
  'experiments.list': users('experiments:read'),
  'experiments.delete': users('experiments:write'),
  'experiments.evaluate': users('runs:write'),
  'experiments.estimate': users('experiments:read'),
  'experiments.compare': users('comparisons:write'),
  'experiments.export': users('experiments:read'),
  'experiments.import': users('experiments:write'),
  'experiments.export_to_mlflow': users('experiments:read'),

  'comparisons.create': users('comparisons:write'),
  'comparisons.get': users('comparisons:read'),
  'comparisons.list': users('comparisons:read'),
  'comparisons.slices': users('comparisons:read'),
  'comparisons.distributions': users('comparisons:read'),
  'comparisons.examples': users('comparisons:read'),
  'comparisons.verify': users('comparisons:read'),
  'comparisons.export': users('comparisons:read'),

  'runs.create': users('runs:write'),
  'runs.get': users('runs:read'),
  'runs.list': users('runs:read'),
  'runs.stop': users('runs:write'),
  'runs.raise_budget': users('runs:write'),
  'runs.retry': users('runs:write'),
  'runs.plan_retry': users('runs:read'),
  'runs.graph': users('runs:read'),
  'runs.explain': users('runs:read'),
  'runs.delete': users('runs:write'),
  'runs.examples': users('runs:read'),
  'runs.events': users('runs:read'),
  'runs.outputs_zip': users('runs:read'),

  'jobs.get': users('runs:read'),
  'jobs.list': users('runs:read'),
  'jobs.stop': users('runs:write'),
  'jobs.output': users('runs:read'),
  'jobs.outputs': users('runs:read'),
  'jobs.outputs_zip': users('runs:read'),
  'jobs.logs': users('runs:read'),
  'jobs.log_lines': users('runs:read'),
  'jobs.search_log': users('runs:read'),
  'jobs.log': users('runs:read'),

  'numbered_jobs.list': users('runs:read'),
  'numbered_jobs.get': users('runs:read'),
  'numbered_jobs.delete': users('runs:write'),

  'workers.create': registrars,
  'workers.list': registrars,
  'workers.get': registrars,
  'workers.update': registrars,
  'workers.rotate': registrars,
  'workers.drain': registrars,
  'workers.remove': registrars,

  'work.open': workerTokens,
  'work.renew': workerTokens,
  'work.claim': workerTokens,
  'work.held': workerTokens,
  'work.readopt': workerTokens,
  'work.settle': workerTokens,
  'work.note': workerTokens,
  'work.log': workerTokens,
  'work.material': workerTokens,
  'work.input': workerTokens,
  'work.output': workerTokens,
  'work.calls': workerTokens,
  'work.keep_calls': workerTokens,
  'work.spend': workerTokens,
  'work.pull': workerTokens,
  'work.pulled': workerTokens,
  'work.tell': workerTokens,
  'work.checkpoint': workerTokens,
  'work.read_checkpoint': workerTokens,
  'work.keep_checkpoint': workerTokens,
  'work.begin_output': workerTokens,
  'work.sign_output': workerTokens,
  'work.complete_output': workerTokens,
  'work.close': workerTokens,

  'shares.create': users('shares:write'),
  'shares.list': users('shares:read'),
  'shares.delete': users('shares:write'),

  'audit.list': admins,
  'audit.export': admins,
  'dead_letters.list': admins,
  'dead_letters.redrive': admins,

  'health.alive': anyone,
  'health.ready': anyone,
  'health.metrics': anyone,
  'docs.page': anyone,
  'docs.openapi': anyone,
  'docs.application_schema': anyone,
  page: anyone,
  'sign_in.begin': anyone,
  'sign_in.finish': anyone,
} as const satisfies Record<string, Role>

export type Procedure = keyof typeof roles
