import type {
  Column,
  Dataset,
  DatasetAnnotation,
  DatasetSource,
  JobError,
  Reading,
  ReadingOptions,
  TableFormat,
} from '@assay/schemas'
import type { ColumnType, Selectable } from 'kysely'
import type { CreatedAt, Defaulted, NullableJson, NullableTime } from './column-types.ts'

export interface DatasetTable {
  id: string
  owner_id: string
  name: string
  version: number
  state: Defaulted<Dataset['state']>
  kind: Defaulted<Dataset['kind']>
  filename: string | null
  format: TableFormat | null
  asked_reading: ColumnType<ReadingOptions, string | undefined, never>
  reading: NullableJson<Reading>
  size_bytes: number
  examples: Defaulted<number | null>
  columns: NullableJson<Column[]>
  error: NullableJson<JobError>
  source: NullableJson<DatasetSource>
  annotation: NullableJson<DatasetAnnotation>
  /** Null: it is being fetched, or a set of files. */
  original_blob_id: string | null
  table_blob_id: Defaulted<string | null>
  is_sample: Defaulted<boolean>
  archived_at: NullableTime
  created_at: CreatedAt
}

export interface DatasetFetchTable {
  dataset_id: string
  owner_id: string
  /** Sealed: the address. */
  url: Buffer
  /** What was asked for; null: as the file says. */
  name: string | null
  format: TableFormat | null
  /** What its bytes arrive in. */
  upload_id: Defaulted<string | null>
  /** What the server there called the bytes of which some have arrived: an ETag, or when they changed. */
  validator: Defaulted<string | null>
  created_at: CreatedAt
}

export interface DatasetAliasTable {
  id: string
  dataset_id: string
}

export interface DatasetFileTable {
  dataset_id: string
  path: string
  blob_id: string
  size_bytes: number
  content_type: string
}

export type DatasetRow = Selectable<DatasetTable>

export type DatasetFetchRow = Selectable<DatasetFetchTable>

export type DatasetFileRow = Selectable<DatasetFileTable>
