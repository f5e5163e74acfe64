import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Operation } from '../../operation.ts'
import { isAboutInput } from '../known-error.ts'
import { copyToParquet } from '../output.ts'
import { openSession, type Session } from '../session.ts'
import { path, text } from '../sql.ts'
import type { Work } from '../work.ts'
import { checkColumns } from './check-columns.ts'
import { type CsvFile, type CsvHeader, readHeader, readRows } from './csv-rows.ts'
import { noRows } from './table-invalid.ts'
import { openText } from './text-file.ts'

interface Csv {
  readonly file: CsvFile
  readonly header: CsvHeader
  readonly bytes_per_row: number
}

/**
 * Reads fields between delimiters. DuckDB reads them, fast; only when it refuses does the exact parser look for what is
 * wrong, and where. Files that only DuckDB refuses, such as those with mixed line ends, are rewritten for it.
 */
export async function ingestCsv(work: Work, request: Operation<'ingest'>, delimiter: string): Promise<number> {
  const { path: file_path, bytes_per_row } = await openText(work, request)
  const file = { path: file_path, delimiter }
  const header = await readHeader(work, file)
  using session = await openSession(work, [file.path])
  await checkColumns(session, { ...header, required: request.required_columns })
  const csv = { file, header, bytes_per_row }
  // DuckDB would take an empty first line for the header, and a return within a name for the end of lines
  const isMistakable = header.line > 1 || header.names.some((name) => name.includes('\r'))
  const rows = isMistakable ? await copyAnew(work, session, csv) : await copyOrExplain(work, session, csv)
  if (rows === 0) throw noRows()
  return rows
}

async function copyOrExplain(work: Work, session: Session, csv: Csv): Promise<number> {
  try {
    return await copy(work, session, csv)
  } catch (error) {
    if (!isAboutInput(error)) throw error
    return copyAnew(work, session, csv)
  }
}

async function copyAnew(work: Work, session: Session, { file, header, bytes_per_row }: Csv): Promise<number> {
  const anew = { path: join(work.directory, 'anew'), delimiter: file.delimiter }
  const lines = async function* () {
    yield toLine(
      header.names.map((_, index) => `${index}`),
      file.delimiter,
    )
    for await (const row of readRows(work, file, header)) yield toLine(row, file.delimiter)
  }
  await pipeline(lines, createWriteStream(anew.path, { mode: 0o600 }), { signal: work.signal })
  return copy(work, session, { file: anew, header, bytes_per_row })
}

function toLine(fields: readonly (string | null)[], delimiter: string): string {
  const written = fields.map((field) => (field === null ? '' : `"${field.replaceAll('"', '""')}"`))
  return `${written.join(delimiter)}\n`
}

async function copy(work: Work, session: Session, { file, header, bytes_per_row }: Csv): Promise<number> {
  const columns = header.names.map((name) => `${text(name)}: 'VARCHAR'`)
  const options = [
    'auto_detect = false',
    'header = true',
    `columns = {${columns.join(', ')}}`,
    `delim = ${text(file.delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    'strict_mode = true',
    'null_padding = false',
    `nullstr = ''`,
    'allow_quoted_nulls = false',
    'max_line_size = 16777216',
    'buffer_size = 33554432',
  ]
  const select = `SELECT * FROM read_csv(${path(file.path)}, ${options.join(', ')})`
  const { rowsChanged } = await session.run({ sql: copyToParquet(work, select, bytes_per_row), values: [] })
  return rowsChanged
}
