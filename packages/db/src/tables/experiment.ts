import type { ColumnRoles, Task } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, Defaulted, Json } from './column-types.ts'

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
  created_at: CreatedAt
}

export type ExperimentRow = Selectable<ExperimentTable>
