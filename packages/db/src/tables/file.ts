import type { File } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, Defaulted, Time } from './column-types.ts'

export interface FileTable {
  id: string
  owner_id: string
  path: string
  /** The path of the folder that it is in; empty: it is at the top. */
  folder: string
  kind: File['kind']
  /** Null: it is a folder. */
  blob_id: string | null
  content_type: string | null
  written_by: string | null
  run_id: Defaulted<string | null>
  job_id: Defaulted<string | null>
  dataset_id: Defaulted<string | null>
  created_at: CreatedAt
  updated_at: Time
}

export type FileRow = Selectable<FileTable>
