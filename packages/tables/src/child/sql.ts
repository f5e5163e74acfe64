import { BIGINT, BOOLEAN, DOUBLE, type DuckDBType, type DuckDBValue, VARCHAR } from '@duckdb/node-api'

export interface Query {
  readonly sql: string
  readonly values: readonly SqlValue[]
}

export type SqlValue = string | number | boolean

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A quoted text, for places where a statement takes no parameter. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

export function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number.`)
  return String(value)
}

/** A path for the functions that read files, taken literally and never as a pattern. */
export function path(value: string): string {
  return text(literalPattern(value))
}

/** The pattern that matches exactly this path. */
export function literalPattern(value: string): string {
  return value.replaceAll(/[[*?]/g, '[$&]')
}

export function bound(values: readonly SqlValue[]): { values: DuckDBValue[]; types: DuckDBType[] } {
  return {
    values: values.map((value) => (typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value)),
    types: values.map(typeOf),
  }
}

function typeOf(value: SqlValue): DuckDBType {
  if (typeof value === 'string') return VARCHAR
  if (typeof value === 'boolean') return BOOLEAN
  return Number.isSafeInteger(value) ? BIGINT : DOUBLE
}
