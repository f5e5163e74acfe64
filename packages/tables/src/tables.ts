import type { Column, DatasetProfile, DatasetRows, Filter, Reading, ReadingOptions, TableFormat } from '@assay/schemas'

/**
 * A row of a table: its values by column, as JSON holds them, and `example`, its number in the table from 0.
 *
 * Whole numbers beyond ±(2^53 − 1) and decimals are strings; NaN and infinities are null; times are ISO 8601 (with `Z`
 * when the column knows its zone); binary values are base64.
 */
export type TableRow = DatasetRows['items'][number] & { readonly example: number }

/** A Parquet file. Its example numbers are its column `example` where it has one, else the positions of its rows. */
interface TableFile {
  readonly path: string
  readonly join?: undefined
}

export interface JoinedTable {
  readonly path: string
  readonly columns: readonly string[]
  /** Put before the names of its columns: `"a."` makes `a.score` of `score`. Prefixes must keep the names apart. */
  readonly prefix: string
  /** Gives numbers with decimals as texts, which keeps 1.0 apart from 1. Default: as numbers. */
  readonly decimals?: 'text' | undefined
}

/** Tables side by side, aligned by example number; rows are the examples that all of them have. */
interface TableJoin {
  readonly join: readonly JoinedTable[]
  readonly path?: undefined
}

export type TableSource = TableFile | TableJoin

export interface TableRequest {
  /** Ends the work; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** After so long the work is ended and TABLE_TIMEOUT thrown; waiting for a free process does not count. */
  readonly timeout_seconds?: number | undefined
}

/** On whose behalf queries are made. */
export interface TableCaller {
  /** Owners take turns. */
  readonly owner: string
  /** Ends all their queries. */
  readonly signal?: AbortSignal | undefined
  /** For queries that say nothing else. Default: 60. */
  readonly timeout_seconds?: number | undefined
}

interface IngestRequest extends TableRequest {
  readonly source_path: string
  readonly format: TableFormat
  /** How a text format is to be read. Default: as is recognised. */
  readonly reading?: ReadingOptions | undefined
  /** Where the Parquet file goes; written whole or not at all. */
  readonly output_path: string
  /** Columns without which the table is refused with COLUMN_UNKNOWN. */
  readonly required_columns?: readonly string[] | undefined
}

interface IngestedTable {
  readonly rows: number
  readonly columns: readonly Column[]
  readonly reading: Reading
  readonly size_bytes: number
}

export type OrderBy = { readonly column: string; readonly direction?: 'ascending' | 'descending' | undefined }

export type PageRequest = TableSource &
  TableRequest & {
    /** Default: all. */
    readonly columns?: readonly string[] | undefined
    /** All must hold. */
    readonly filters?: readonly Filter[] | undefined
    /** What stands before decimals in texts that filters compare as numbers. Default: a point. */
    readonly decimal?: '.' | ',' | undefined
    /** Default: by example number. Rows that are equal are ordered by example number; absent values come last. */
    readonly order?: readonly OrderBy[] | undefined
    /** Example number after which to begin; only without `order`. Default: -1. */
    readonly after?: number | undefined
    /** How many rows to pass over; for use with `order`. Default: 0. */
    readonly offset?: number | undefined
    readonly limit: number
  }

type ProfileRequest = TableSource & TableRequest & Pick<PageRequest, 'columns' | 'filters' | 'decimal'>

type CountRequest = TableSource & TableRequest & Pick<PageRequest, 'filters' | 'decimal'>

export type ScanRequest = TableSource &
  TableRequest & {
    /** Default: all. */
    readonly columns?: readonly string[] | undefined
    readonly filters?: readonly Filter[] | undefined
    /** First example number of interest, so that a scan can be taken up again. Default: 0. */
    readonly from?: number | undefined
    /** Most rows in a batch. Default: 1024. */
    readonly batch_size?: number | undefined
  }

export interface Alignment {
  /** How many examples all of them have. */
  readonly aligned: number
  /** How many examples at least one of them has. */
  readonly examples: number
  /** For each table, in the order of the join, how many examples of others it does not have. */
  readonly lacking: readonly number[]
}

export type VectorsRequest = TableSource &
  TableRequest & {
    readonly columns: readonly string[]
    /** Which group each row belongs to, by the values of a column, the `most` frequent of which are groups. */
    readonly group?: { readonly column: string; readonly most: number } | undefined
  }

export interface Groups {
  /** The values as text, the most frequent first. */
  readonly values: readonly string[]
  readonly distinct: number
  /** For each row the position in `values`; -1: another value; -2: the value is absent. */
  readonly numbers: Float64Array
}

/** Columns as numbers: entry i of each belongs to the same row, in order of the examples. */
export interface Vectors {
  readonly examples: Float64Array
  /** In the order asked for; NaN where there is no number. */
  readonly columns: readonly Float64Array[]
  readonly groups: Groups | null
}

export type PairsRequest = TableSource &
  TableRequest & {
    readonly columns: readonly string[]
    readonly pair: { readonly a: string; readonly b: string }
    readonly direction: 'higher' | 'lower'
    /** Rows in which b is better or worse than a or equals it (but for rounding), or one is absent. Default: all. */
    readonly show?: 'better' | 'worse' | 'equal' | 'absent' | undefined
    /** All must hold. */
    readonly filters?: readonly Filter[] | undefined
    /** One of the columns must hold this text, whatever its case. */
    readonly text?: { readonly value: string; readonly columns: readonly string[] } | undefined
    /**
     * Default: `example`. By difference: the most better, the most worse for `worse`, the greatest for neither; absent
     * ones last.
     */
    readonly order?: 'example' | 'difference' | 'regression' | undefined
    readonly after?: PairPosition | undefined
    readonly limit: number
  }

/** A position in an order by difference; in an order by example, `key` is null. */
export interface PairPosition {
  readonly key: number | null
  readonly example: number
}

export interface Pairs {
  readonly items: TableRow[]
  /** How many there are on all pages. */
  readonly matching: number
  readonly next_after: PairPosition | null
}

export type WrittenType = 'VARCHAR' | 'DOUBLE' | 'BIGINT' | 'BOOLEAN' | 'JSON'

export interface WrittenColumn {
  readonly name: string
  readonly type: WrittenType
}

/** A value to write: null is absent; a JSON column takes any value that JSON can hold. */
type WrittenValue = unknown

export interface WriteRequest extends TableRequest {
  /** Where the Parquet file goes; written whole or not at all. */
  readonly output_path: string
  readonly columns: readonly WrittenColumn[]
  /** Batches of rows; the values of a row are in the order of the columns. */
  readonly rows: AsyncIterable<readonly (readonly WrittenValue[])[]> | Iterable<readonly (readonly WrittenValue[])[]>
}

export interface WrittenTable {
  readonly rows: number
  readonly size_bytes: number
}

type ConvertRequest = TableSource &
  TableRequest & {
    /** CSV is for spreadsheets: a text that one would take for a formula begins with an apostrophe there. */
    readonly format: 'csv' | 'jsonl' | 'parquet'
    /** Where the file goes; written whole or not at all. */
    readonly output_path: string
    /** Default: all. */
    readonly columns?: readonly string[] | undefined
    /** What the columns are called in the file, in their order. Default: as in the table. */
    readonly names?: readonly string[] | undefined
    /** Puts example numbers first, in a column of this name. Default: none. */
    readonly example_name?: string | undefined
    readonly filters?: readonly Filter[] | undefined
  }

/** Tables of examples, read and written by DuckDB in child processes, each query locked to its own files. */
export interface Tables extends TableQueries, AsyncDisposable {}

/**
 * Everything can throw TABLE_BUSY (too much of this owner is waiting), TABLE_TIMEOUT, TABLE_TOO_LARGE (needs more
 * memory than is set aside), TABLE_INTERRUPTED (its process died) and STORAGE_FULL; what names columns, COLUMN_UNKNOWN
 * and INPUT_INVALID.
 */
export interface TableQueries {
  /**
   * Reads and checks a file and keeps it as Parquet, in the order of its rows. Columns of CSV and TSV are VARCHAR,
   * exactly as written (an empty field is null, `""` is empty text); JSON and Parquet keep their types, texts stay
   * texts. What was recognised, filled in or found to be odd is told in `reading`.
   *
   * Throws TABLE_INVALID with the line, the column and what to do.
   */
  ingest(request: IngestRequest): Promise<IngestedTable>

  columns(source: TableSource): Promise<readonly Column[]>

  page(request: PageRequest): Promise<{ items: TableRow[]; next_after: number | null }>

  count(request: CountRequest): Promise<number>

  /** What columns hold, the first 50 unless they are named. */
  profile(request: ProfileRequest): Promise<DatasetProfile>

  /**
   * All rows, in batches, by example number. Reads no faster than batches are taken, and holds no process while the
   * reader is slow.
   */
  scan(request: ScanRequest): AsyncIterable<readonly TableRow[]>

  alignment(request: TableJoin & TableRequest): Promise<Alignment>

  /** Columns as numbers, whole: 8 bytes a value, twice for a moment. */
  vectors(request: VectorsRequest): Promise<Vectors>

  /** Rows by how two of their columns differ, and where the next page begins; stable when differences are equal. */
  pairs(request: PairsRequest): Promise<Pairs>

  /** Writes rows to a Parquet file. Rows may come as slowly as they like: no process is held meanwhile. */
  write(request: WriteRequest): Promise<WrittenTable>

  convert(request: ConvertRequest): Promise<{ readonly size_bytes: number }>

  /** The same on behalf of a caller who waits; what has no caller shares one turn. */
  for(caller: TableCaller): TableQueries
}

export interface TablesOptions {
  /** Folder for throw-away files: as large as the largest table, on a local disk. Made when it is not there. */
  readonly directory: string
  /** Child processes, each with at most two queries at once. Default: 2. */
  readonly processes?: number | undefined
  /** What DuckDB may hold for one query. Default: 512 MiB. */
  readonly memory_bytes?: number | undefined
  /** What a query may put on disk beside its output. Default: 16 GiB. */
  readonly temporary_bytes?: number | undefined
  /** Threads of one query. Default: 2, or what the machine has when that is less. */
  readonly threads?: number | undefined
  /** Queries of one owner that may wait for a process. Default: 256. */
  readonly most_waiting?: number | undefined
  /** A child process without work ends after so long. Default: 60. */
  readonly idle_seconds?: number | undefined
}
