import type { Column, Dataset, JobError, Reading, ReadingOptions, TableFormat } from '@assay/schemas'
import type { ColumnType, Selectable } from 'kysely'
import type { CreatedAt, Defaulted, NullableJson } from './column-types.ts'

export interface DatasetTable {
  id: string
  owner_id: string
  name: string
  version: number
  state: Defaulted<Dataset['state']>
  filename: string
  format: TableFormat
  asked_reading: ColumnType<ReadingOptions, string | undefined, never>
  reading: NullableJson<Reading>
  size_bytes: number
  examples: Defaulted<number | null>
  columns: NullableJson<Column[]>
  error: NullableJson<JobError>
  original_blob_id: string
  table_blob_id: Defaulted<string | null>
  is_sample: Defaulted<boolean>
  created_at: CreatedAt
}

export type DatasetRow = Selectable<DatasetTable>
