import type { DuckDBDataChunk } from '@duckdb/node-api'
import type { TableRow } from '../tables.ts'
import { jsonReader } from './json-value.ts'
import type { TableColumn } from './table-column.ts'

/** The first column of the chunk is the example number. */
export function toRows(chunk: DuckDBDataChunk, columns: readonly TableColumn[]): TableRow[] {
  const examples = chunk.getColumnValues(0)
  const rows = examples.map((example): TableRow => ({ example: Number(example) }))
  for (const [index, { name, type }] of columns.entries()) {
    const read = jsonReader(type)
    for (const [row, value] of chunk.getColumnValues(index + 1).entries()) {
      const target = rows[row]
      if (target) define(target, name, read(value))
    }
  }
  return rows
}

/** A column may be called `__proto__`. */
function define(row: TableRow, name: string, value: TableRow[string]): void {
  if (name !== '__proto__') row[name] = value
  else Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true })
}
