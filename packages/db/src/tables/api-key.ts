import type { Group, Scope } from '@assay/schemas'
import type { ColumnType, Selectable } from 'kysely'
import type { CreatedAt, Defaulted, NullableTime } from './column-types.ts'

export interface ApiKeyTable {
  id: string
  owner_id: string
  name: string
  prefix: string
  key_hash: Buffer
  created_at: CreatedAt
  expires_at: NullableTime
  last_used_at: NullableTime
  scopes: ColumnType<Scope[], Scope[], Scope[]>
  /** Of its owner's groups, only these; null: all. */
  groups: Defaulted<Group[] | null>
  calls_per_minute: Defaulted<number | null>
  /** The key with which its calls are counted together; null: it is counted alone. */
  counted_with: Defaulted<string | null>
  previous_key_hash: Defaulted<Buffer | null>
  previous_expires_at: NullableTime
}

export type ApiKeyRow = Selectable<ApiKeyTable>
