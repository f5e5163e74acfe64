import type { CreatedApiKey, CurrentUser, claimInput, User } from '@assay/schemas'
import type { z } from 'zod'
import { type AssayOptions, toSettings } from './options.ts'
import { Account } from './resources/account.ts'
import { ApiKeys } from './resources/api-key.ts'
import { Audit } from './resources/audit.ts'
import { Comparisons } from './resources/comparison.ts'
import { Datasets } from './resources/dataset.ts'
import { DeadLetters } from './resources/dead-letter.ts'
import { DeviceLogins } from './resources/device-login.ts'
import { Experiments } from './resources/experiment.ts'
import { Invitations } from './resources/invitation.ts'
import { Jobs } from './resources/job.ts'
import { Metrics } from './resources/metric.ts'
import { Models } from './resources/model.ts'
import { Runs } from './resources/run.ts'
import { Secrets } from './resources/secret.ts'
import { Sessions } from './resources/session.ts'
import { Shares } from './resources/share.ts'
import { Users } from './resources/user.ts'
import { type AssayRpc, type Call, type CallOptions, createCall, createRpc } from './rpc.ts'
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
 * for (const run of runs) await assay.runs.wait(run.id)
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
  /** Experiments: named groups of runs that share data and task. */
  readonly experiments: Experiments
  /** Comparisons: runs on the same dataset version, side by side. */
  readonly comparisons: Comparisons
  /** Runs: submissions of one or more jobs. */
  readonly runs: Runs
  /** Jobs: units of execution in a run. */
  readonly jobs: Jobs
  /** The model catalogue. */
  readonly models: Models
  /** The registry of metrics. */
  readonly metrics: Metrics
  /** Secrets: named values that are never given out. */
  readonly secrets: Secrets
  /** Shares: what others let you at, and you let others at. */
  readonly shares: Shares
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
  /** Who changed what, and when; for admins. */
  readonly audit: Audit
  readonly #call: Call

  /** Makes a client; nothing is sent yet. Throws OPTION_INVALID. */
  constructor(options: AssayOptions = {}) {
    const transport = createTransport(toSettings(options))
    const rpc = createRpc(transport)
    const call = createCall(rpc)
    this.url = transport.url
    this.trpc = rpc
    this.#call = call
    this.datasets = new Datasets(transport, call)
    this.experiments = new Experiments(transport, call)
    this.comparisons = new Comparisons(transport, call)
    this.runs = new Runs(transport, call)
    this.jobs = new Jobs(transport, call)
    this.models = new Models(call)
    this.metrics = new Metrics(call)
    this.secrets = new Secrets(call)
    this.shares = new Shares(call)
    this.deadLetters = new DeadLetters(call)
    this.apiKeys = new ApiKeys(call)
    this.account = new Account(call)
    this.sessions = new Sessions(call)
    this.deviceLogins = new DeviceLogins(call)
    this.users = new Users(call)
    this.invitations = new Invitations(call)
    this.audit = new Audit(transport, call)
  }

  /**
   * Says who is signed in, and what the key in use may do. Throws UNAUTHENTICATED, CREDENTIALS_INVALID.
   *
   * @example
   * const { email, credential } = await assay.whoami()
   * console.log(email, credential.scopes, credential.expires_at)
   */
  whoami(options?: CallOptions): Promise<CurrentUser> {
    return this.#call(options, (rpc, how) => rpc.session.whoami.query(undefined, how))
  }

  /** Redeems the one-time link of the first start: makes the admin, and an API key for it. Throws LINK_INVALID. */
  claim(params: ClaimParams, options?: CallOptions): Promise<{ user: User; api_key: CreatedApiKey }> {
    return this.#call(options, (rpc, how) => rpc.session.claim.mutate(params, how))
  }
}
