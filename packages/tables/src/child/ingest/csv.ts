import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Reading } from '@assay/schemas'
import type { Operation } from '../../operation.ts'
import { isAboutInput, isOutOfMemory } from '../known-error.ts'
import { copyToParquet } from '../output.ts'
import { openSession, type Session } from '../session.ts'
import { path, text } from '../sql.ts'
import type { Work } from '../work.ts'
import { checkColumns } from './check-columns.ts'
import { cleanNames, nameIndex } from './column-names.ts'
import { CsvFault, longestRecord } from './csv-parser.ts'
import { type CsvFile, type CsvHeader, readHeader, readRows, type ShortRows } from './csv-rows.ts'
import { readSample, recogniseDialect, tellQuotes, type Wanted } from './dialect.ts'
import type { Notices } from './notices.ts'
import { noRows } from './table-invalid.ts'
import { openText, type TextFile, textOfFile } from './text-file.ts'

interface Csv {
  readonly file: CsvFile
  readonly header: CsvHeader
  /** The names under which columns are kept. */
  readonly names: readonly string[]
  readonly bytes_per_row: number
  readonly notices: Notices
  /** Whether every row must have as many fields as the header. */
  readonly isEven: boolean
}

/** The reading of a text, without what is found in its table. */
export type TextReading = Pick<Reading, 'delimiter' | 'encoding' | 'quote'> & { readonly rows: number }

/**
 * Reads fields between delimiters. DuckDB reads them, fast; only when it refuses does the exact parser look for what is
 * wrong, and where. Files that only DuckDB refuses, such as those with mixed line ends, are rewritten for it.
 */
export async function ingestCsv(
  work: Work,
  request: Operation<'ingest'>,
  { usual, notices }: Pick<Wanted, 'usual'> & { readonly notices: Notices },
): Promise<TextReading> {
  const opened = await openText(work, request, notices)
  const sample = await readSample(textOfFile(opened.path, work.signal))
  const wanted = { usual, delimiter: request.delimiter, quote: request.quote }
  const { quotedFields, delimiter, quote } = recogniseDialect(sample, wanted, notices)
  const file: CsvFile = { path: opened.path, delimiter, quote }
  const asked = { work, request, opened, notices }
  const read = await readAs(asked, file).catch(async (error: unknown) => {
    const isPerhapsPlain = request.quote === undefined && delimiter === '\t' && isAboutQuotes(error)
    if (!isPerhapsPlain) throw error
    const plain = await readAs({ ...asked, isEven: true }, { ...file, quote: 'none' }).catch(() => undefined)
    if (!plain) throw error
    return plain
  })
  if (request.quote === undefined) tellQuotes({ delimiter, quote: read.quote ?? quote }, quotedFields, notices)
  return read
}

function isAboutQuotes(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof CsvFault && error.cause.kind !== 'too-long'
}

interface Asked {
  readonly work: Work
  readonly request: Operation<'ingest'>
  readonly opened: TextFile
  readonly notices: Notices
  readonly isEven?: boolean
}

async function readAs(asked: Asked, file: CsvFile): Promise<TextReading> {
  const { work, request, opened, notices, isEven = false } = asked
  const { bytes_per_row, longest_line, encoding } = opened
  const header = await readHeader(work, file)
  const names = nameIndex(cleanNames(header.names, notices), notices)
  using session = await openSession(work, [file.path])
  await checkColumns(session, { names, line: header.line, required: request.required_columns })
  const csv = { file, header, names, bytes_per_row, notices, isEven }
  // DuckDB would take an empty first line for the header, and a line end within a name for the end of lines
  const isMistakable = header.line > 1 || header.names.some((name) => /[\r\n]/.test(name))
  const isLong = longest_line > longestRecord
  const rows = isMistakable || isLong ? await copyAnew(work, session, csv) : await copyOrExplain(work, session, csv)
  if (rows === 0) throw noRows()
  return { rows, delimiter: toDelimiter(file), encoding, quote: file.quote }
}

function toDelimiter({ delimiter }: CsvFile): NonNullable<Reading['delimiter']> {
  const known = ([',', ';', '\t', '|'] as const).find((one) => one === delimiter)
  if (known === undefined) throw new RangeError(`Fields cannot lie between ${JSON.stringify(delimiter)}.`)
  return known
}

async function copyOrExplain(work: Work, session: Session, csv: Csv): Promise<number> {
  try {
    return await copy(work, session, csv)
  } catch (error) {
    if (!isAboutInput(error) && !isOutOfMemory(error)) throw error
    return copyAnew(work, session, csv)
  }
}

async function copyAnew(work: Work, session: Session, csv: Csv): Promise<number> {
  const { file, header } = csv
  const short = { count: 0, line: 0 }
  const anew: CsvFile = { path: join(work.directory, 'anew'), delimiter: ',', quote: 'double' }
  const lines = async function* () {
    yield toLine(header.names.map((_, index) => `${index}`))
    for await (const row of readRows(work, file, { ...header, short })) yield toLine(row)
  }
  await pipeline(lines, createWriteStream(anew.path, { mode: 0o600 }), { signal: work.signal })
  if (csv.isEven && short.count > 0) throw new RangeError('Not all rows are as wide as the header.')
  const rows = await copy(work, session, { ...csv, file: anew })
  tellShort(short, csv)
  return rows
}

function tellShort({ count, line }: ShortRows, { notices }: Csv): void {
  if (count === 0) return
  const rows = count === 1 ? '1 row ends before its last columns' : `${count} rows end before their last columns`
  const hint = 'If a text goes on there on a new line, put it between double quotes.'
  notices.add('rows_filled', `${rows}, from line ${line} on; what is missing is empty. ${hint}`)
}

function toLine(fields: readonly (string | null)[]): string {
  const written = fields.map((field) => (field === null ? '' : `"${field.replaceAll('"', '""')}"`))
  return `${written.join(',')}\n`
}

async function copy(work: Work, session: Session, { file, names, bytes_per_row }: Csv): Promise<number> {
  const columns = names.map((name) => `${text(name)}: 'VARCHAR'`)
  const mark = file.quote === 'none' ? '' : '"'
  const options = [
    'auto_detect = false',
    'header = true',
    `columns = {${columns.join(', ')}}`,
    `delim = ${text(file.delimiter)}`,
    `quote = ${text(mark)}`,
    `escape = ${text(mark)}`,
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
