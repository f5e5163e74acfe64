import { mkdir } from 'node:fs/promises'
import { type AccessOptions, openAccess } from '@assay/access'
import { locateModule, openCompute, openRegistry } from '@assay/compute'
import { createModelFetch, openLocalModels } from '@assay/models'
import { createGuardedFetch } from '@assay/outgoing'
import { openStorage } from '@assay/storage'
import { openTables } from '@assay/tables'
import { Places } from '@assay/turns'
import { keepAnnotated } from './annotation/annotated-version.ts'
import { settleApplications } from './application/settled.ts'
import { fetchLimits } from './data/fetch/limits.ts'
import type { CoreDeps, CoreSettings } from './deps.ts'
import { Arrivals } from './file/arrivals.ts'
import { hashOutputs } from './file/unhashed-outputs.ts'
import { kinds } from './kinds.ts'
import { tellOfEnded } from './notification/ended.ts'
import { callLimits } from './notification/limits.ts'
import { SharedLogReading } from './run/log/shared-reading.ts'

export interface CoreOptions extends AccessOptions {
  readonly storage_url: string
  /** Folder for throw-away files; made when it is not there. */
  readonly scratch_directory: string
  /** Modules that export metrics: paths from the working directory on, or names of packages; none unless given. */
  readonly metric_modules?: readonly string[]
  readonly model_directory?: string | undefined
  /** How long metrics may take for a batch of examples, in seconds; 300 unless given. */
  readonly metric_seconds?: number | undefined
  /** Without `max_upload_bytes`, uploads may be as large as there is room for. */
  readonly settings: Partial<CoreSettings>
}

const publicOnly = { allow: [], allow_loopback: false }

export type OpenCore = CoreDeps & AsyncDisposable

/** Throws when the database or the storage cannot be reached; MetricModuleError. */
export async function openCore(options: CoreOptions): Promise<OpenCore> {
  const { scratch_directory } = options
  const settings: CoreSettings = { max_upload_bytes: Number.POSITIVE_INFINITY, ...options.settings }
  const modules = (options.metric_modules ?? []).map((module) => locateModule(module, process.cwd()))
  const metric_settings = { modules, model_directory: options.model_directory }
  const metrics = await openRegistry(metric_settings)
  await using opened = new AsyncDisposableStack()
  const access = opened.use(await openAccess(options))
  await mkdir(scratch_directory, { recursive: true, mode: 0o700 })
  const storage = opened.use(await openStorage(options.storage_url, { scratch_directory }))
  const tables = opened.use(await openTables({ directory: scratch_directory }))
  const { metric_seconds, log } = options
  const { statistics, scoring } = opened.use(openCompute({ metrics: metric_settings, metric_seconds, log }))
  const local_models = opened.use(openLocalModels({ directory: options.model_directory }))
  const targets = options.outgoing ?? publicOnly
  const web = opened.use(createGuardedFetch({ ...targets, ...fetchLimits }))
  const caller = opened.use(createGuardedFetch({ ...targets, ...callLimits }))
  const models = opened.use(createModelFetch(targets))
  await storage.check()
  const closing = opened.move()
  return {
    ...access,
    settings,
    storage,
    arrivals: new Arrivals(),
    web,
    caller,
    onRunsEnded: (trx, ended) => tellOfEnded(access, trx, ended),
    tables,
    statistics,
    scoring,
    local_models,
    model_fetch: models.fetch,
    completions: new Places({ places: 128, most_held: 8, most_waiting: 16 }),
    recomputations: new Places({ places: 3, most_waiting: 16 }),
    scratch_directory,
    metrics,
    kinds,
    async onSettled(trx, job_ids) {
      await keepAnnotated(access, trx, job_ids)
      await hashOutputs(access, trx, job_ids)
      return settleApplications(trx, job_ids)
    },
    logs: new SharedLogReading(),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
