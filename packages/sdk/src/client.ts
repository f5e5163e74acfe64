import type { CreatedApiKey, CurrentUser, claimInput, User } from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from './assay-promise.ts'
import { type CallOptions, Connection } from './connection.ts'
import { type AssayOptions, changeOptions, toSettings } from './options.ts'
import { Account } from './resources/account.ts'
import { ApiKeys } from './resources/api-key.ts'
import { Applications } from './resources/application.ts'
import { Audit } from './resources/audit.ts'
import { Comparisons } from './resources/comparison.ts'
import { Datasets } from './resources/dataset.ts'
import { DeadLetters } from './resources/dead-letter.ts'
import { DeviceLogins } from './resources/device-login.ts'
import { Experiments } from './resources/experiment.ts'
import { Files } from './resources/file.ts'
import { Invitations } from './resources/invitation.ts'
import { Jobs } from './resources/job.ts'
import { Judges } from './resources/judge.ts'
import { Labels } from './resources/label.ts'
import { Metrics } from './resources/metric.ts'
import { Models } from './resources/model.ts'
import { Notifications } from './resources/notification.ts'
import { References } from './resources/reference.ts'
import { Runs } from './resources/run.ts'
import { Secrets } from './resources/secret.ts'
import { Sessions } from './resources/session.ts'
import { Shares } from './resources/share.ts'
import { Tasks } from './resources/task.ts'
import { Users } from './resources/user.ts'
import { Webhooks } from './resources/webhook.ts'
import { Workers } from './resources/worker.ts'
import { type AssayRpc, createRpc } from './rpc.ts'
import { createTransport } from './transport.ts'

/** What redeems the one-time link: its `token`, and the `email`, `password` and `name` of the admin to be. */
export type ClaimParams = z.input<typeof claimInput>

/**
 * The client of Assay.
 *
 * @example
 * import { Assay } from '@assay/sdk'
 *
 * const assay = new Assay({ url: 'http://127.0.0.1:3210', apiKey })
 * const dataset = await assay.datasets.upload('news.csv', { name: 'news' })
 * const experiment = await assay.experiments.create({
 *   name: 'news',
 *   dataset_id: dataset.id,
 *   task: { type: 'summarization' },
 * })
 * const runs = await assay.experiments.evaluate(experiment.id, { models: ['lead-3', 'textrank'] })
 * await assay.runs.waitAll(runs.map(({ id }) => id))
 * const { verdict } = await assay.experiments.compare(experiment.id)
 * console.log(verdict.sentence)
 */
export class Assay {
  /** Where Assay is, without a slash at the end. */
  readonly url: string
  /**
   * The raw typed tRPC client, for whatever the resources do not offer. It throws tRPC's errors: `toAssayError` makes
   * them errors of this client. A call's `context: { idempotencyKey }` names a change.
   */
  readonly trpc: AssayRpc
  /** Datasets: immutable, versioned tables of examples. */
  readonly datasets: Datasets
  /** References: what good outputs look like, as people review them. */
  readonly references: References
  /** Files: each user's tree. */
  readonly files: Files
  /** Experiments: named groups of runs that share data and task. */
  readonly experiments: Experiments
  /** Comparisons: runs on the same dataset version, side by side. */
  readonly comparisons: Comparisons
  /** Runs: submissions of one or more jobs. */
  readonly runs: Runs
  /** Jobs: units of execution in a run. */
  readonly jobs: Jobs
  /** Applications: what jobs execute, in versions. */
  readonly applications: Applications
  /** The model catalogue. */
  readonly models: Models
  /** Tasks that models can be given. */
  readonly tasks: Tasks
  /** The registry of metrics. */
  readonly metrics: Metrics
  /** Judges: models that score predictions by criteria. */
  readonly judges: Judges
  /** Labels: what people say of predictions, by which a judge is calibrated. */
  readonly labels: Labels
  /** Secrets: named values that are never given out. */
  readonly secrets: Secrets
  /** Shares: what others let you at, and you let others at. */
  readonly shares: Shares
  /** Webhooks: addresses that are called when runs or jobs end. */
  readonly webhooks: Webhooks
  /** What is mailed to you when it ends. */
  readonly notifications: Notifications
  /** Platform work that failed for good; for admins. */
  readonly deadLetters: DeadLetters
  /** API keys: each stands for its owner. */
  readonly apiKeys: ApiKeys
  /** The account: yours, or one to be. */
  readonly account: Account
  /** The browsers in which you are signed in. */
  readonly sessions: Sessions
  /** Programs that are let in by a browser. */
  readonly deviceLogins: DeviceLogins
  /** Everybody who has an account; for admins. */
  readonly users: Users
  /** Who is asked to make an account; for admins. */
  readonly invitations: Invitations
  /** Workers: machines that get their jobs over HTTP. */
  readonly workers: Workers
  /** Who changed what, and when; for admins. */
  readonly audit: Audit
  readonly #options: AssayOptions
  readonly #connection: Connection

  /** Makes a client; nothing is sent yet. Throws OPTION_INVALID. */
  constructor(options: AssayOptions = {}) {
    const transport = createTransport(toSettings(options))
    const connection = new Connection(transport)
    this.url = transport.url
    this.trpc = createRpc(transport)
    this.#options = options
    this.#connection = connection
    this.datasets = new Datasets(connection)
    this.references = new References(connection)
    this.files = new Files(connection)
    this.experiments = new Experiments(connection)
    this.comparisons = new Comparisons(connection)
    this.runs = new Runs(connection)
    this.jobs = new Jobs(connection)
    this.applications = new Applications(connection)
    this.models = new Models(connection)
    this.tasks = new Tasks(connection)
    this.metrics = new Metrics(connection)
    this.judges = new Judges(connection)
    this.labels = new Labels(connection)
    this.secrets = new Secrets(connection)
    this.shares = new Shares(connection)
    this.webhooks = new Webhooks(connection)
    this.notifications = new Notifications(connection)
    this.deadLetters = new DeadLetters(connection)
    this.apiKeys = new ApiKeys(connection)
    this.account = new Account(connection)
    this.sessions = new Sessions(connection)
    this.deviceLogins = new DeviceLogins(connection)
    this.users = new Users(connection)
    this.invitations = new Invitations(connection)
    this.workers = new Workers(connection)
    this.audit = new Audit(connection)
  }

  /**
   * The same client with other options; what is not named stays. Nothing is sent, and this client stays as it is. Who
   * signs in otherwise is no longer who did before. Throws OPTION_INVALID.
   *
   * @example
   * const patient = assay.withOptions({ timeout: 300_000, maxRetries: 5 })
   */
  withOptions(options: AssayOptions): Assay {
    return new Assay(changeOptions(this.#options, options))
  }

  /**
   * Says who is signed in, and what the key in use may do. Throws UNAUTHENTICATED, CREDENTIALS_INVALID.
   *
   * @example
   * const { email, credential } = await assay.whoami()
   * console.log(email, credential.scopes, credential.expires_at)
   */
  whoami(options?: CallOptions): AssayPromise<CurrentUser> {
    return this.#connection.call(options, (rpc, how) => rpc.session.whoami.query(undefined, how))
  }

  /**
   * Redeems the one-time link of the first start: makes the admin, and an API key for it. Throws LINK_INVALID.
   *
   * @example
   * const { api_key } = await new Assay({ url }).claim({ token, email, password, name: 'Ada' })
   */
  claim(params: ClaimParams, options?: CallOptions): AssayPromise<{ user: User; api_key: CreatedApiKey }> {
    return this.#connection.call(options, (rpc, how) => rpc.session.claim.mutate(params, how))
  }
}
