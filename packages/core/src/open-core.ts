import { mkdir } from 'node:fs/promises'
import { createHints, type Database, Listener, type Log, openDatabase } from '@assay/db'
import { type AllowedTargets, createGuardedFetch } from '@assay/outgoing'
import { createQueue } from '@assay/queue'
import { openStorage } from '@assay/storage'
import { openTables } from '@assay/tables'
import type { IssuerSettings } from './access/issuers/issuer-settings.ts'
import { createIssuers } from './access/issuers/issuers.ts'
import { createPasswords } from './access/password.ts'
import { createSecretBox } from './access/secret-box.ts'
import { channels } from './channel.ts'
import { openStatistics } from './comparison/statistics.ts'
import { Arrivals } from './data/arrivals.ts'
import type { CoreDeps, CoreSettings } from './deps.ts'
import { createLimits } from './limits/limits.ts'
import { createMailer } from './mail/mailer.ts'
import { locateModule, openRegistry } from './metric-modules/index.ts'
import { createSignals } from './signals.ts'

export interface CoreOptions {
  /** What `pg_stat_activity` shows. */
  readonly name: string
  readonly database_url: string
  readonly storage_url: string
  /** Folder for throw-away files; made when it is not there. */
  readonly scratch_directory: string
  readonly secret_key: string
  /** Keys of before, which still open what they sealed. */
  readonly previous_secret_keys?: readonly string[]
  /** Modules that export metrics: paths from the working directory on, or names of packages; none unless given. */
  readonly metric_modules?: readonly string[]
  /** Folder of local language models, for metrics that need one. */
  readonly model_directory?: string | undefined
  /** Database connections at most; 20 unless given. */
  readonly pool_size?: number
  /** Outside issuers whose users may sign in; none unless given. */
  readonly issuers?: readonly IssuerSettings[]
  /** What of private networks may be called, besides models; nothing unless given. */
  readonly outgoing?: AllowedTargets
  readonly settings: CoreSettings
  readonly log: Log
}

/** What core works with, and how to close it. */
export type OpenCore = CoreDeps & AsyncDisposable

/** Opens what core works with. Throws when the database or the storage cannot be reached; MetricModuleError. */
export async function openCore(options: CoreOptions): Promise<OpenCore> {
  const { name, database_url, pool_size = 20, log, settings } = options
  const modules = (options.metric_modules ?? []).map((module) => locateModule(module, process.cwd()))
  const metric_settings = { modules, model_directory: options.model_directory }
  const metrics = await openRegistry(metric_settings)
  await using opened = new AsyncDisposableStack()
  const db = openDatabase<Database>({ url: database_url, pool_size, application_name: name, log })
  opened.defer(() => db.destroy())
  const listener = opened.use(
    await Listener.open({
      url: database_url,
      channels: Object.values(channels),
      application_name: `${name} listener`,
      log,
    }),
  )
  const hints = opened.use(createHints(db, { log }))
  const storage = opened.use(await openStorage(options.storage_url))
  await mkdir(options.scratch_directory, { recursive: true, mode: 0o700 })
  const tables = opened.use(await openTables({ directory: options.scratch_directory }))
  const statistics = opened.use(openStatistics({ metrics: metric_settings }))
  const outgoing = opened.use(createGuardedFetch(options.outgoing ?? { allow: [], allow_loopback: false }))
  const mailer = settings.mail && opened.use(createMailer(settings.mail))
  await storage.check()
  const closing = opened.move()
  return {
    db,
    hints,
    signals: createSignals(listener),
    queue: createQueue(db),
    storage,
    arrivals: new Arrivals(),
    tables,
    statistics,
    scratch_directory: options.scratch_directory,
    metrics,
    metric_settings,
    secret_box: createSecretBox(options.secret_key, options.previous_secret_keys),
    passwords: createPasswords(),
    mailer,
    issuers: createIssuers(options.issuers ?? [], { fetch: outgoing.fetch, log }),
    limits: createLimits(settings),
    settings,
    log,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
