import type { Upload } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, Defaulted } from './column-types.ts'

export interface UploadTable {
  id: string
  owner_id: string
  filename: string
  size_bytes: number | null
  /** Hexadecimal; announced by the client until the upload is complete, then that of its bytes. Null: not known. */
  sha256: Defaulted<string | null>
  received_bytes: Defaulted<number>
  state: Defaulted<Upload['state']>
  object_key: string
  storage_upload_id: Defaulted<string | null>
  last_part_number: Defaulted<number>
  /** The object of what has arrived behind the last part, where storage takes no parts as small. */
  tail_key: Defaulted<string | null>
  /** How large parts are that the client sends straight to the store; null: all bytes come through us. */
  part_bytes: Defaulted<number | null>
  /** Null unless it is complete. */
  blob_id: Defaulted<string | null>
  created_at: CreatedAt
  expires_at: string
}

export interface UploadPartTable {
  upload_id: string
  number: number
  size_bytes: number
  etag: string
}

export interface AnnouncedPartTable {
  upload_id: string
  number: number
  sha256: string
}

export type UploadRow = Selectable<UploadTable>

export type UploadPartRow = Selectable<UploadPartTable>
