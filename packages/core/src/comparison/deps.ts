import type { Statistics } from '@assay/compute'
import type { DataDeps } from '../data/deps.ts'
import type { EvaluationDeps } from '../evaluation/deps.ts'

export interface ComparisonDeps extends Omit<DataDeps, 'settings'>, Pick<EvaluationDeps, 'metrics'> {
  readonly statistics: Omit<Statistics, 'explain'>
}
