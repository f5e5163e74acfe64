import type { EvaluatedModel, ScoreDeclaration } from '@assay/schemas'
import type { ColumnType } from 'kysely'
import type { NullableJson } from './column-types.ts'

export interface EvaluationTable {
  run_id: string
  experiment_id: string
  model: NullableJson<EvaluatedModel>
  metrics: ColumnType<string[], string[], never>
  /** Those that an application gives, as its version declares them; null: its metrics are those of the registry. */
  scores: NullableJson<ScoreDeclaration[]>
}
