import type { AccessDeps } from '@assay/access'
import type { Statistics } from '@assay/compute'
import type { MetricRegistry } from '@assay/metrics'
import type { DataDeps } from '../data/deps.ts'

/** What experiments and evaluations work with. */
export interface EvaluationDeps extends DataDeps, Pick<AccessDeps, 'secret_box'> {
  readonly metrics: MetricRegistry
  readonly statistics: Pick<Statistics, 'explain'>
}
