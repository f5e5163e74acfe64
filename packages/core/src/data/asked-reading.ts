import { DomainError, type ReadingOptions, type TableFormat } from '@assay/schemas'

/** What was said of how a file is to be read, in one form. */
export function askedReading({ delimiter, encoding, quote, decimal }: ReadingOptions): ReadingOptions {
  return {
    ...(delimiter !== undefined && { delimiter }),
    ...(encoding !== undefined && { encoding: encoding === 'latin-1' ? 'windows-1252' : encoding }),
    ...(quote !== undefined && { quote }),
    ...(decimal !== undefined && { decimal }),
  }
}

/** What is said of the reading must be of the format. Throws INPUT_INVALID. */
export function requireFitting(format: TableFormat, asked: ReadingOptions): void {
  const fitting: readonly string[] = {
    csv: ['delimiter', 'encoding', 'quote', 'decimal'],
    tsv: ['delimiter', 'encoding', 'quote', 'decimal'],
    jsonl: ['encoding'],
    json: ['encoding'],
    parquet: [],
  }[format]
  const odd = Object.keys(asked).filter((option) => !fitting.includes(option))
  if (odd.length === 0) return
  const issues = odd.map((path) => ({ path, message: `is nothing that can be said of the format ${format}` }))
  throw new DomainError('INPUT_INVALID', { issues })
}
