import type { Work } from '../work.ts'
import { CsvFault, CsvParser, type CsvRecord, isBlank } from './csv-parser.ts'
import { emptyFile, tableInvalid } from './table-invalid.ts'
import { textOfFile } from './text-file.ts'

export interface CsvFile {
  readonly path: string
  readonly delimiter: string
}

export interface CsvHeader {
  readonly names: readonly string[]
  readonly line: number
}

export async function readHeader(work: Work, file: CsvFile): Promise<CsvHeader> {
  try {
    for await (const record of recordsOf(work, file)) {
      if (!isBlank(record))
        return checkDelimiter(file, { line: record.line, names: record.fields.map((name) => name ?? '') })
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
  { names, line }: CsvHeader,
): AsyncGenerator<readonly (string | null)[]> {
  try {
    for await (const record of recordsOf(work, file)) {
      if (record.line <= line || (names.length > 1 && isBlank(record))) continue
      const fields = withoutSurplus(record.fields, names.length)
      if (fields.length !== names.length) throw ragged(record, names)
      yield fields
    }
  } catch (error) {
    throw explain(error, names)
  }
}

async function* recordsOf({ signal }: Work, { path, delimiter }: CsvFile): AsyncGenerator<CsvRecord> {
  const parser = new CsvParser(delimiter)
  for await (const text of textOfFile(path, signal)) yield* parser.push(text)
  yield* parser.end()
}

/** Like DuckDB, ignores delimiters at the end of a row with nothing after them, which spreadsheets may leave. */
export function withoutSurplus(fields: CsvRecord['fields'], width: number): CsvRecord['fields'] {
  const isEmpty = fields.slice(width).every((field) => field === null)
  return isEmpty ? fields.slice(0, width) : fields
}

function checkDelimiter({ delimiter }: CsvFile, header: CsvHeader): CsvHeader {
  const [only, ...others] = header.names
  const other = [',', ';', '\t'].find((candidate) => candidate !== delimiter && only?.includes(candidate))
  if (other === undefined || others.length > 0) return header
  const name = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' }[other]
  throw tableInvalid({
    reason: `The fields seem to lie between ${name}.`,
    line: header.line,
    hint: 'Put commas between them (CSV), or tabs (TSV, format "tsv").',
  })
}

function ragged({ fields, line }: CsvRecord, names: readonly string[]): Error {
  const count = `${fields.length} ${fields.length === 1 ? 'field' : 'fields'}`
  return tableInvalid({
    reason: `The row has ${count}, the header ${names.length}.`,
    line,
    column: names[fields.length] ?? String(names.length + 1),
    hint: 'Give every row as many fields as the header; put fields that hold delimiters between double quotes.',
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
    hint: 'Close it, or write double quotes within the field twice.',
  },
  'text-after-quote': {
    reason: 'The field goes on after its closing double quote.',
    hint: 'Write double quotes within a quoted field twice.',
  },
  'too-long': {
    reason: 'The row is longer than 16 MiB.',
    hint: 'Shorten it; an unclosed double quote can also be the reason.',
  },
}
