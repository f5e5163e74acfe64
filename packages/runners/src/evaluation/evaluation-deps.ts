import type { Scoring } from '@assay/compute'
import type { Log } from '@assay/dispatch'
import type { MetricRegistry } from '@assay/metrics'
import type { LocalModels } from '@assay/models'
import type { TableQueries } from '@assay/tables'
import type { EvaluationStore } from './evaluation-store.ts'

/** What jobs of an evaluation stand on. */
export interface EvaluationDeps {
  readonly store: EvaluationStore
  readonly tables: TableQueries
  readonly scoring: Scoring
  readonly metrics: Pick<MetricRegistry, 'find'>
  /** The client for calls to model endpoints. */
  readonly fetch: typeof globalThis.fetch
  readonly local_models: LocalModels
  /** Folder for throw-away files. */
  readonly scratch_directory: string
  readonly log: Log
}
