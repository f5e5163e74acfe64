import type { Upload } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, Defaulted } from './column-types.ts'

export interface UploadTable {
  id: string
  owner_id: string
  filename: string
  size_bytes: number | null
  /** Announced by the client, hexadecimal. */
  sha256: Defaulted<string | null>
  received_bytes: Defaulted<number>
  state: Defaulted<Upload['state']>
  object_key: string
  storage_upload_id: Defaulted<string | null>
  last_part_number: Defaulted<number>
  created_at: CreatedAt
  expires_at: string
}

export interface UploadPartTable {
  upload_id: string
  number: number
  size_bytes: number
  etag: string
}

export type UploadRow = Selectable<UploadTable>

export type UploadPartRow = Selectable<UploadPartTable>
