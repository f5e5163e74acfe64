import type { Work } from '../work.ts'
import { type CsvDialect, CsvFault, CsvParser, type CsvRecord, isBlank, trimEnd } from './csv-parser.ts'
import { delimiterNames, isAnnouncement } from './dialect.ts'
import { emptyFile, tableInvalid } from './table-invalid.ts'
import { textOfFile } from './text-file.ts'

export interface CsvFile extends CsvDialect {
  readonly path: string
}

export interface CsvHeader {
  /** As they stand in the file. */
  readonly names: readonly string[]
  readonly line: number
}

/** Rows that end before their last columns. */
export interface ShortRows {
  count: number
  line: number
}

export async function readHeader(work: Work, file: CsvFile): Promise<CsvHeader> {
  try {
    for await (const record of recordsOf(work, file)) {
      if (isBlank(record) || isAnnouncement(record)) continue
      const fields = trimEnd(record.fields)
      return checkDelimiter(file, { line: record.line, names: fields.map((name) => name ?? '') })
    }
  } catch (error) {
    throw explain(error, [])
  }
  throw emptyFile()
}

/** The rows below the header, each checked; throws TABLE_INVALID at the first wrong one. */
export async function* readRows(
  work: Work,
  file: CsvFile,
  { names, line, short }: CsvHeader & { readonly short: ShortRows },
): AsyncGenerator<readonly (string | null)[]> {
  try {
    for await (const record of recordsOf(work, file)) {
      if (record.line <= line || (names.length > 1 && isBlank(record))) continue
      const fields = trimEnd(record.fields, names.length)
      if (fields.length > names.length) throw ragged(record, names)
      yield filled(fields, record, { names, short })
    }
  } catch (error) {
    throw explain(error, names)
  }
}

async function* recordsOf({ signal }: Work, { path, ...dialect }: CsvFile): AsyncGenerator<CsvRecord> {
  const parser = new CsvParser(dialect)
  for await (const text of textOfFile(path, signal)) yield* parser.push(text)
  yield* parser.end()
}

function filled(
  fields: CsvRecord['fields'],
  { line }: CsvRecord,
  { names, short }: { readonly names: readonly string[]; readonly short: ShortRows },
): CsvRecord['fields'] {
  const absent = names.length - fields.length
  if (absent === 0) return fields
  if (short.count === 0) short.line = line
  short.count += 1
  return [...fields, ...new Array<null>(absent).fill(null)]
}

function checkDelimiter({ delimiter }: CsvFile, header: CsvHeader): CsvHeader {
  const [only, ...others] = header.names
  const found = Object.entries(delimiterNames).find(([other]) => other !== delimiter && only?.includes(other))
  if (found === undefined || others.length > 0) return header
  throw tableInvalid({
    reason: `The fields seem to lie between ${found[1]}, but some rows have more of them than the header.`,
    line: header.line,
    hint: 'Put fields that hold delimiters between double quotes, or say "delimiter".',
  })
}

function ragged({ fields, line }: CsvRecord, names: readonly string[]): Error {
  return tableInvalid({
    reason: `The row has ${fields.length} fields, the header ${names.length}.`,
    line,
    column: String(names.length + 1),
    hint: 'Give no row more fields than the header; put fields that hold delimiters between double quotes.',
  })
}

function explain(error: unknown, names: readonly string[]): unknown {
  if (!(error instanceof CsvFault)) return error
  const { line, field } = error
  return tableInvalid({ ...faults[error.kind], line, column: names[field] ?? String(field + 1) }, { cause: error })
}

const faults: Record<CsvFault['kind'], { readonly reason: string; readonly hint: string }> = {
  'open-quote': {
    reason: 'The field begins with a double quote that is never closed.',
    hint: 'Close it, write double quotes within the field twice, or say quote "none" if they are text.',
  },
  'text-after-quote': {
    reason: 'The field goes on after its closing double quote.',
    hint: 'Write double quotes within a quoted field twice, or say quote "none" if they are text.',
  },
  'too-long': {
    reason: 'The row is longer than 16 MiB, which is the most for all fields of a row.',
    hint: 'Shorten it; an unclosed double quote can also be the reason.',
  },
}
