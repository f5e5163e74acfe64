import type { AccessDeps } from '@assay/access'
import type { Scoring, Statistics } from '@assay/compute'
import type { MetricRegistry } from '@assay/metrics'
import type { LocalModels } from '@assay/models'
import type { Places } from '@assay/turns'
import type { DataDeps } from '../data/deps.ts'
import type { RunDeps } from '../run/deps.ts'

export interface EvaluationDeps extends DataDeps, Pick<AccessDeps, 'secret_box'>, Pick<RunDeps, 'kinds'> {
  readonly metrics: MetricRegistry
  readonly statistics: Pick<Statistics, 'explain'>
  readonly scoring: Pick<Scoring, 'baseline'>
  /** The client for calls to model endpoints that somebody waits for. */
  readonly model_fetch: typeof globalThis.fetch
  readonly local_models: LocalModels
  /** Such calls, a few of each user at once. */
  readonly completions: Places
}
