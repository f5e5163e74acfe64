import type { AccessDeps } from '@assay/access'
import type { Statistics } from '@assay/compute'
import type { MetricRegistry } from '@assay/metrics'
import type { DataDeps } from '../data/deps.ts'
import type { RunDeps } from '../run/deps.ts'

export interface EvaluationDeps extends DataDeps, Pick<AccessDeps, 'secret_box'>, Pick<RunDeps, 'kinds'> {
  readonly metrics: MetricRegistry
  readonly statistics: Pick<Statistics, 'explain'>
}
