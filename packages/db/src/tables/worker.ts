import type { ColumnType, Selectable } from 'kysely'
import type { CreatedAt, Defaulted } from './column-types.ts'

/** A worker session; kept narrow, because it is renewed every few seconds. */
export interface WorkerTable {
  id: string
  name: string
  slots: number
  lease_seconds: Defaulted<number>
  renewed_at: ColumnType<string, string | undefined, string>
  created_at: CreatedAt
}

export type WorkerRow = Selectable<WorkerTable>
