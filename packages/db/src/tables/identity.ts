import type { CreatedAt, Time } from './column-types.ts'

export interface IdentityTable {
  issuer: string
  subject: string
  owner_id: string
  email: string | null
  /** Whether the account was made for this identity, whose issuer then decides its groups. */
  decides_groups: boolean
  /** When the newest token that gave the groups was issued; null: none said when. */
  groups_issued_at: string | null
  created_at: CreatedAt
  last_used_at: Time
}
