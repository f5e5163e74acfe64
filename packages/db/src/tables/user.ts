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
}

export type UserRow = Selectable<UserTable>

/** One-time links; there is no user yet whom they could belong to. */
export interface SignInLinkTable {
  token_hash: Buffer
  expires_at: string
  used_at: NullableTime
  created_at: CreatedAt
}
