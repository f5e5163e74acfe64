import type { ColumnRoles, Metadata, Task } from '@assay/schemas'
import type { ColumnType, Selectable } from 'kysely'
import type { CreatedAt, Defaulted, Json, NullableTime } from './column-types.ts'

export interface ExperimentTable {
  id: string
  owner_id: string
  name: string
  description: string
  dataset_id: string
  task: Json<Task>
  columns: Json<ColumnRoles>
  primary_metric: string | null
  is_sample: Defaulted<boolean>
  metadata: ColumnType<Metadata, string | undefined, never>
  archived_at: NullableTime
  created_at: CreatedAt
}

export type ExperimentRow = Selectable<ExperimentTable>
