import type { Group } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, Defaulted, NullableTime, Time } from './column-types.ts'

export interface SessionTable {
  id: string
  owner_id: string
  token_hash: Buffer
  /** Good for a moment after a rotation, because requests may be under way. */
  previous_token_hash: Defaulted<Buffer | null>
  /** By which an old token of this session is told from one that somebody made up. */
  mark_key: Buffer
  /** Of its owner's groups, only these; null: all. */
  groups: Defaulted<Group[] | null>
  /** Who vouched for the owner; null: a password did. */
  issuer: Defaulted<string | null>
  rotated_at: Time
  user_agent: string
  address: string
  created_at: CreatedAt
  last_used_at: Time
  expires_at: string
}

export type SessionRow = Selectable<SessionTable>

/** A CLI that waits for a user's approval. */
export interface DeviceLoginTable {
  id: string
  device_code_hash: Buffer
  user_code: string
  client_name: string
  address: string
  created_at: CreatedAt
  expires_at: string
  approved_by: Defaulted<string | null>
  /** How far the credential went that approved it; null: as far as its user. */
  groups: Defaulted<Group[] | null>
  until: NullableTime
  calls_per_minute: Defaulted<number | null>
  counted_with: Defaulted<string | null>
  /** The approval ends with this key. */
  approved_with_key: Defaulted<string | null>
  denied_at: NullableTime
  expires_in_days: number
}

export type DeviceLoginRow = Selectable<DeviceLoginTable>
