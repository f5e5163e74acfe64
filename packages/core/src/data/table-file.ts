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

/** The format that a file name announces. Throws TABLE_INVALID for any other. */
export function formatOf(filename: string): TableFormat {
  const format = formats.get(extensionOf(filename).toLowerCase())
  if (format) return format
  throw new DomainError('TABLE_INVALID', {
    reason: `The name "${filename}" does not tell the format.`,
    line: null,
    column: null,
    hint: 'Name the file .csv, .tsv, .jsonl, .json or .parquet, or give "format".',
  })
}

export function familyName(filename: string): string {
  const extension = extensionOf(filename)
  return toPlainText(extension ? filename.slice(0, -extension.length - 1) : filename) || 'dataset'
}

function extensionOf(filename: string): string {
  return /\.([^./\\]+)$/.exec(filename)?.[1] ?? ''
}
