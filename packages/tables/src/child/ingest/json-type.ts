import { DuckDBListType, DuckDBStructType, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api'
import { isJson } from '../column-text.ts'
import { identifier } from '../sql.ts'

const kept: ReadonlyMap<DuckDBTypeId, string> = new Map([
  [DuckDBTypeId.BOOLEAN, 'BOOLEAN'],
  [DuckDBTypeId.BIGINT, 'BIGINT'],
  [DuckDBTypeId.UBIGINT, 'UBIGINT'],
  [DuckDBTypeId.DOUBLE, 'DOUBLE'],
])

/**
 * The type to read JSON as: what DuckDB found, except that texts which look like dates or UUIDs stay texts as written,
 * and that a column with different kinds of values anywhere within stays JSON.
 */
export function jsonType(type: DuckDBType): string {
  return typeOf(type) ?? 'JSON'
}

/** Undefined where only JSON can hold the values. */
function typeOf(type: DuckDBType): string | undefined {
  // Parquet has no whole numbers beyond 64 bits
  if (isJson(type) || type.typeId === DuckDBTypeId.HUGEINT) return undefined
  if (type instanceof DuckDBStructType) return structOf(type)
  if (type instanceof DuckDBListType) {
    const inner = typeOf(type.valueType)
    return inner && `${inner}[]`
  }
  return kept.get(type.typeId) ?? 'VARCHAR'
}

function structOf({ entryNames, entryTypes }: DuckDBStructType): string | undefined {
  const entries: string[] = []
  for (const [index, type] of entryTypes.entries()) {
    const inner = typeOf(type)
    if (inner === undefined) return undefined
    entries.push(`${identifier(entryNames[index] ?? '')} ${inner}`)
  }
  return `STRUCT(${entries.join(', ')})`
}
