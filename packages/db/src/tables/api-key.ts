import type { Selectable } from 'kysely'
import type { CreatedAt, NullableTime } from './column-types.ts'

export interface ApiKeyTable {
  id: string
  owner_id: string
  name: string
  prefix: string
  key_hash: Buffer
  created_at: CreatedAt
  expires_at: NullableTime
  last_used_at: NullableTime
}

export type ApiKeyRow = Selectable<ApiKeyTable>
