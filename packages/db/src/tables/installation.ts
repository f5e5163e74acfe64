import type { CreatedAt, Defaulted } from './column-types.ts'

/** One row, once a server has started: the id by which its database and its storage recognise each other. */
export interface InstallationTable {
  only_one: Defaulted<boolean>
  storage_id: string
  created_at: CreatedAt
}
