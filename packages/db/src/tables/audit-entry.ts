import type { AuditEntry } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, Defaulted, Json, NullableJson } from './column-types.ts'

/** Rows are added and never changed: the database refuses it. */
export interface AuditEntryTable {
  id: string
  actor_id: string | null
  actor_email: string | null
  credential: NullableJson<NonNullable<AuditEntry['credential']>>
  procedure: string
  target: Json<Record<string, string>>
  changes: Json<Record<string, unknown>>
  request_id: string
  client_request_id: Defaulted<string | null>
  address: string
  created_at: CreatedAt
}

export type AuditEntryRow = Selectable<AuditEntryTable>
