import type { Group } from '@assay/schemas'
import type { ColumnType, Selectable } from 'kysely'
import type { CreatedAt, Defaulted, NullableTime } from './column-types.ts'

/** A link that works once: to confirm an address, to choose a new password, or to join. */
export interface OneTimeTokenTable {
  id: string
  purpose: 'confirm_email' | 'reset_password' | 'invitation'
  owner_id: Defaulted<string | null>
  email: string
  /** Of an invitation: what the user will be in. */
  groups: ColumnType<Group[], Group[] | undefined, Group[]>
  /** Null until the mail that carries the token is sent. */
  token_hash: Defaulted<Buffer | null>
  created_at: CreatedAt
  expires_at: string
  used_at: NullableTime
}

export type OneTimeTokenRow = Selectable<OneTimeTokenTable>
