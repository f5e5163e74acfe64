import type { Group } from '@assay/schemas'
import type { ColumnType, Selectable } from 'kysely'
import type { CreatedAt, Defaulted, NullableTime } from './column-types.ts'

export interface UserTable {
  id: string
  email: string
  name: string
  password_hash: string | null
  groups: ColumnType<Group[], Group[], Group[]>
  is_builtin: Defaulted<boolean>
  created_at: CreatedAt
  email_confirmed_at: NullableTime
  disabled_at: NullableTime
  deletion_requested_at: NullableTime
  max_storage_bytes: Defaulted<number | null>
  max_running_jobs: Defaulted<number | null>
}

export type UserRow = Selectable<UserTable>

/** One-time links from before the first user. */
export interface SignInLinkTable {
  token_hash: Buffer
  expires_at: string
  used_at: NullableTime
  created_at: CreatedAt
}
