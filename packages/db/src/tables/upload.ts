import type { Upload } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, Defaulted } from './column-types.ts'

export interface UploadTable {
  id: string
  owner_id: string
  filename: string
  size_bytes: number | null
  received_bytes: Defaulted<number>
  state: Defaulted<Upload['state']>
  object_key: string
  created_at: CreatedAt
  expires_at: string
}

export type UploadRow = Selectable<UploadTable>
