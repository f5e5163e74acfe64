import type { Group } from '@assay/schemas'
import type { ColumnType, Selectable } from 'kysely'
import type { CreatedAt, Defaulted, NullableTime } from './column-types.ts'

/**
 * A link that works once: to confirm an address, to choose a new password (also for somebody who signs up with an
 * address that has an account), or to accept an invitation.
 */
export interface OneTimeTokenTable {
  id: string
  purpose: 'confirm_email' | 'reset_password' | 'sign_up_again' | 'invitation'
  owner_id: Defaulted<string | null>
  email: string
  /** Of an invitation: the future user's groups. */
  groups: ColumnType<Group[], Group[] | undefined, Group[]>
  /** Of the token that was displayed to an admin. */
  token_hash: Defaulted<Buffer | null>
  /** Of the token in the last mail; null until it is sent. */
  mailed_token_hash: Defaulted<Buffer | null>
  created_at: CreatedAt
  expires_at: string
  used_at: NullableTime
}

export type OneTimeTokenRow = Selectable<OneTimeTokenTable>
