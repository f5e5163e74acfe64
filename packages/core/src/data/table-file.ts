import { DomainError, type TableFormat, toPlainText } from '@assay/schemas'

const formats: ReadonlyMap<string, TableFormat> = new Map([
  ['csv', 'csv'],
  ['tsv', 'tsv'],
  ['tab', 'tsv'],
  ['jsonl', 'jsonl'],
  ['ndjson', 'jsonl'],
  ['json', 'json'],
  ['parquet', 'parquet'],
  ['pq', 'parquet'],
])

const workbooks: ReadonlySet<string> = new Set(['xlsx', 'xls', 'xlsm', 'xlsb', 'ods', 'numbers'])

/** The format that a file name announces; undefined: none that is known. */
export function toldFormat(filename: string): TableFormat | undefined {
  return formats.get(extensionOf(filename).toLowerCase())
}

/** The format that a file name announces. Throws TABLE_INVALID for any other. */
export function formatOf(filename: string): TableFormat {
  const format = toldFormat(filename)
  if (format) return format
  const isWorkbook = workbooks.has(extensionOf(filename).toLowerCase())
  throw new DomainError('TABLE_INVALID', {
    reason: isWorkbook ? 'The file is a workbook of a spreadsheet.' : 'The name of the file does not tell its format.',
    line: null,
    column: null,
    hint: isWorkbook
      ? 'Save its sheet as CSV (UTF-8), and upload that.'
      : 'Name the file .csv, .tsv, .jsonl, .json or .parquet, or give "format".',
  })
}

export function familyName(filename: string): string {
  const extension = extensionOf(filename)
  return toPlainText(extension ? filename.slice(0, -extension.length - 1) : filename) || 'dataset'
}

function extensionOf(filename: string): string {
  return /\.([^./\\]+)$/.exec(filename)?.[1] ?? ''
}
