import {
  type Column,
  column,
  type DatasetProfile,
  datasetProfile,
  type Filter,
  type Reading,
  reading,
  type TableFormat,
} from '@assay/schemas'
import { z } from 'zod'
import type {
  Alignment,
  OrderBy,
  PairPosition,
  Pairs,
  PairsRequest,
  TableRow,
  TableSource,
  Vectors,
  VectorsRequest,
  WrittenColumn,
} from './tables.ts'

interface Rows {
  readonly source: TableSource
  readonly columns?: readonly string[] | undefined
  readonly filters: readonly Filter[]
}

interface Operations {
  ingest: {
    readonly source_path: string
    readonly format: TableFormat
    readonly delimiter: string | undefined
    readonly encoding: NonNullable<Reading['encoding']> | undefined
    readonly quote: NonNullable<Reading['quote']> | undefined
    readonly decimal: NonNullable<Reading['decimal']> | undefined
    readonly required_columns: readonly string[]
  }
  columns: { readonly source: TableSource }
  page: Rows & {
    readonly order: readonly OrderBy[]
    readonly decimal: '.' | ','
    readonly after: number
    readonly offset: number
    readonly limit: number
  }
  count: { readonly source: TableSource; readonly filters: readonly Filter[]; readonly decimal: '.' | ',' }
  profile: Rows & { readonly decimal: '.' | ',' }
  scan: Rows & { readonly from: number; readonly batch_size: number }
  alignment: { readonly source: TableSource }
  vectors: { readonly source: TableSource } & Pick<VectorsRequest, 'columns' | 'group'>
  pairs: Rows &
    Pick<PairsRequest, 'pair' | 'direction' | 'show' | 'text' | 'limit'> & {
      readonly columns: readonly string[]
      readonly order: 'example' | 'difference' | 'regression'
      readonly after: PairPosition | undefined
    }
  convert: Rows & {
    readonly format: 'csv' | 'jsonl' | 'parquet'
    readonly names: readonly string[] | undefined
    readonly example_name: string | undefined
  }
  keep: { readonly spool_path: string; readonly columns: readonly WrittenColumn[]; readonly bytes_per_row: number }
}

export type OperationKind = keyof Operations

export type Operation<Kind extends OperationKind = OperationKind> = {
  [K in Kind]: { readonly kind: K } & Operations[K]
}[Kind]

export interface TablePage {
  readonly items: TableRow[]
  readonly next_after: number | null
}

interface Results {
  ingest: { readonly rows: number; readonly columns: readonly Column[]; readonly reading: Reading }
  columns: readonly Column[]
  page: TablePage
  count: number
  profile: DatasetProfile
  scan: undefined
  alignment: Alignment
  vectors: Vectors
  pairs: Pairs
  convert: undefined
  keep: { readonly rows: number }
}

/** The answer to an operation; the file that it writes is `output` in its directory. */
export type Result<Kind extends OperationKind> = Results[Kind]

const answered =
  (...fields: readonly string[]) =>
  (value: unknown): boolean =>
    typeof value === 'object' && value !== null && fields.every((field) => field in value)

/** Rows are not checked: they were made by this package, and are many. */
export const results: { readonly [Kind in OperationKind]: z.ZodType<Result<Kind>> } = {
  ingest: z.object({ rows: z.number(), columns: z.array(column), reading }),
  columns: z.array(column),
  page: z.custom<TablePage>(answered('items', 'next_after')),
  count: z.number(),
  profile: datasetProfile,
  scan: z.undefined(),
  alignment: z.object({ aligned: z.number(), examples: z.number(), lacking: z.array(z.number()) }),
  vectors: z.custom<Vectors>(answered('examples', 'columns', 'groups')),
  pairs: z.custom<Pairs>(answered('items', 'matching', 'next_after')),
  convert: z.undefined(),
  keep: z.object({ rows: z.number() }),
}
