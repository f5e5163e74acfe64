import type { TaskEntry } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt } from './column-types.ts'

export interface TaskTable extends Pick<TaskEntry, 'id' | 'name' | 'description' | 'models'> {
  owner_id: string
  created_at: CreatedAt
}

export type TaskRow = Selectable<TaskTable>
