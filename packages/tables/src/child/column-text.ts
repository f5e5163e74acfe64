import { type DuckDBType, DuckDBTypeId, VARCHAR } from '@duckdb/node-api'
import type { TableColumn } from './table-column.ts'

const nested: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.STRUCT,
  DuckDBTypeId.LIST,
  DuckDBTypeId.MAP,
  DuckDBTypeId.ARRAY,
  DuckDBTypeId.UNION,
])

const numeric: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.DECIMAL,
])

const decimal: ReadonlySet<DuckDBTypeId> = new Set([DuckDBTypeId.FLOAT, DuckDBTypeId.DOUBLE])

export function isNumeric({ typeId }: DuckDBType): boolean {
  return numeric.has(typeId)
}

export function isNested({ typeId }: DuckDBType): boolean {
  return nested.has(typeId)
}

export function isJson({ typeId, alias }: DuckDBType): boolean {
  return typeId === DuckDBTypeId.VARCHAR && alias === 'JSON'
}

export function isText(type: DuckDBType): boolean {
  return type.typeId === DuckDBTypeId.VARCHAR && !isJson(type)
}

/** The column with its numbers with decimals as texts, `1.0` as that and not as `1`; other values stay. */
export function withDecimalsAsText(column: TableColumn): TableColumn {
  const { type, sql } = column
  if (decimal.has(type.typeId)) {
    return { ...column, type: VARCHAR, sql: `CASE WHEN isfinite(${sql}) THEN ${textOf(column)} END` }
  }
  if (!isJson(type)) return column
  return { ...column, sql: `CASE WHEN json_type(${sql}) = 'DOUBLE' THEN to_json(${sql} ->> '$') ELSE ${sql} END` }
}

export function textOf({ type, sql }: TableColumn): string {
  if (isText(type)) return sql
  if (isJson(type)) return `(${sql} ->> '$')`
  if (isNested(type)) return `CAST(to_json(${sql}) AS VARCHAR)`
  return `CAST(${sql} AS VARCHAR)`
}
