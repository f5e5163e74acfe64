import type { ModelSpec } from '@assay/schemas'
import type { ColumnType } from 'kysely'
import type { NullableJson } from './column-types.ts'

export interface EvaluationTable {
  run_id: string
  experiment_id: string
  model: NullableJson<ModelSpec>
  metrics: ColumnType<string[], string[], never>
}
