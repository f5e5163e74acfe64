import type { CreatedAt, Time } from './column-types.ts'

/** Who a user is to an outside issuer. */
export interface IdentityTable {
  issuer: string
  subject: string
  owner_id: string
  email: string | null
  /** Whether the account was made for it, and the issuer decides its groups. */
  decides_groups: boolean
  /** When the newest token that was asked for the groups was made; null: none said when. */
  groups_issued_at: string | null
  created_at: CreatedAt
  last_used_at: Time
}
