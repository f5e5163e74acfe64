import type { Comparison, ComparisonResult, JobError } from '@assay/schemas'
import type { ColumnType, Selectable } from 'kysely'
import type { CreatedAt, Defaulted, Json, NullableJson } from './column-types.ts'

export interface ComparisonTable {
  id: string
  owner_id: string
  dataset_id: string
  experiment_id: string | null
  baseline_run_id: string
  run_ids: ColumnType<string[], string[], never>
  primary_metric: string
  level: number
  seed: number
  method: Comparison['method']
  cluster_column: string | null
  margins: Json<Record<string, number>>
  fingerprint: string
  state: Defaulted<Comparison['state']>
  result: NullableJson<ComparisonResult>
  error: NullableJson<JobError>
  created_at: CreatedAt
}

export type ComparisonRow = Selectable<ComparisonTable>
