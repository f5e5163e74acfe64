import { BIGINT, BOOLEAN, DOUBLE, type DuckDBType, type DuckDBValue, VARCHAR } from '@duckdb/node-api'

/** A statement and the values of its parameters. */
export interface Query {
  readonly sql: string
  readonly values: readonly SqlValue[]
}

/** A value that can be bound to a parameter. */
export type SqlValue = string | number | boolean

/** A name, quoted. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text that is part of a statement where no parameter can stand, quoted. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** A whole number that is part of a statement. */
export function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number.`)
  return String(value)
}

/** A path, as the functions that read files take it: as it is, never as a pattern. */
export function path(value: string): string {
  return text(literalPattern(value))
}

/** The pattern that matches exactly this path. */
export function literalPattern(value: string): string {
  return value.replaceAll(/[[*?]/g, '[$&]')
}

/** Values with their types, for binding. */
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
