import type { Column, Dataset, JobError, TableFormat } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, Defaulted, NullableJson } from './column-types.ts'

export interface DatasetTable {
  id: string
  owner_id: string
  name: string
  version: number
  state: Defaulted<Dataset['state']>
  filename: string
  format: TableFormat
  encoding: 'utf-8' | 'latin-1'
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
