import type { AccessDeps } from '@assay/access'
import type { Scoring, Statistics } from '@assay/compute'
import type { LocalModels } from '@assay/models'
import type { EvaluationDeps } from './evaluation/deps.ts'
import type { ExportDeps } from './export/deps.ts'
import type { FileSettings } from './file/deps.ts'
import type { NotificationDeps } from './notification/deps.ts'
import type { RunDeps } from './run/deps.ts'

export type CoreSettings = FileSettings

/** The deps of all rooms together, built once by each app. */
export interface CoreDeps extends AccessDeps, RunDeps, EvaluationDeps, ExportDeps, NotificationDeps {
  readonly statistics: Statistics
  readonly scoring: Scoring
  readonly local_models: LocalModels
  readonly settings: CoreSettings
}
