import type { AccessDeps } from '@assay/access'
import type { Scoring, Statistics } from '@assay/compute'
import type { DataSettings } from './data/deps.ts'
import type { EvaluationDeps } from './evaluation/deps.ts'
import type { ExportDeps } from './export/deps.ts'
import type { RunDeps } from './run/deps.ts'

/** What an operator has set, as far as core needs to know. */
export type CoreSettings = DataSettings

/** What core works with: what its rooms work with, together. Built once by each app. */
export interface CoreDeps extends AccessDeps, RunDeps, EvaluationDeps, ExportDeps {
  readonly statistics: Statistics
  /** For those who run jobs. */
  readonly scoring: Scoring
  readonly settings: CoreSettings
}
