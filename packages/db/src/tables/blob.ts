import type { Selectable } from 'kysely'
import type { CreatedAt, Defaulted } from './column-types.ts'

export interface BlobTable {
  id: string
  owner_id: string
  /** Null until the server has read the bytes. */
  sha256: Defaulted<string | null>
  size_bytes: number
  object_key: string
  created_at: CreatedAt
}

export type BlobRow = Selectable<BlobTable>
