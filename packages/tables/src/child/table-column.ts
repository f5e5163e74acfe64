import type { DuckDBType } from '@duckdb/node-api'

/** A column of a table, or a field within objects, and what stands for it in a query. */
export interface TableColumn {
  readonly name: string
  readonly type: DuckDBType
  readonly sql: string
}
