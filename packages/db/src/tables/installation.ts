import type { CreatedAt, Defaulted } from './column-types.ts'

/** One row, once a server has started: what its database and its storage know each other by. */
export interface InstallationTable {
  only_one: Defaulted<boolean>
  storage_id: string
  created_at: CreatedAt
}
