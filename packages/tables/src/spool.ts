import { open } from 'node:fs/promises'
import { orStorageFull } from './place-output.ts'
import type { WriteRequest, WrittenColumn, WrittenType } from './tables.ts'

/** Rows on disk, one JSON object on each line, until a child process makes a table of them. */
export interface Spool {
  readonly rows: number
  readonly bytes_per_row: number
}

export async function spoolRows(path: string, { columns, rows, signal }: WriteRequest): Promise<Spool> {
  await using file = await open(path, 'wx', 0o600)
  let count = 0
  let bytes = 0
  try {
    for await (const batch of rows) {
      signal?.throwIfAborted()
      const text = batch.map((row) => toLine(row, columns)).join('')
      bytes += (await file.write(text)).bytesWritten
      count += batch.length
    }
  } catch (error) {
    throw orStorageFull(error)
  }
  return { rows: count, bytes_per_row: bytes / Math.max(1, count) }
}

function toLine(row: readonly unknown[], columns: readonly WrittenColumn[]): string {
  if (row.length !== columns.length) {
    throw new TypeError(`A row has ${row.length} values; there are ${columns.length} columns.`)
  }
  const fields = columns.map(({ name, type }, index) => `"${index}":${toField(row[index], { name, type })}`)
  return `{${fields.join(',')}}\n`
}

function toField(value: unknown, { name, type }: WrittenColumn): string {
  if (value === null || value === undefined) return 'null'
  const field = encoders[type](value)
  if (field === undefined) throw new TypeError(`The column "${name}" takes no ${typeof value}: it is ${type}.`)
  return field
}

const encoders: Record<WrittenType, (value: unknown) => string | undefined> = {
  VARCHAR: (value) => (typeof value === 'string' ? JSON.stringify(value.toWellFormed()) : undefined),
  DOUBLE: (value) => (typeof value === 'number' ? numberField(value) : undefined),
  BIGINT: (value) => (typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : undefined),
  BOOLEAN: (value) => (typeof value === 'boolean' ? String(value) : undefined),
  JSON: (value) => JSON.stringify(value)?.toWellFormed(),
}

/** JSON has no NaN and no infinity; written as text, they are cast back to numbers. */
function numberField(value: number): string {
  return Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`
}
