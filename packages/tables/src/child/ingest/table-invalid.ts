import { DomainError } from '@assay/schemas'

/** What is wrong with a file, where, and what to do. */
export interface Flaw {
  readonly reason: string
  readonly hint: string
  readonly line?: number | undefined
  readonly column?: string | undefined
}

/** TABLE_INVALID. */
export function tableInvalid({ reason, hint, line, column }: Flaw, options?: ErrorOptions): DomainError {
  return new DomainError('TABLE_INVALID', { reason, hint, line: line ?? null, column: column ?? null }, options)
}

/** There is nothing in the file. */
export function emptyFile(): DomainError {
  return tableInvalid({ reason: 'The file is empty.', hint: 'Upload a file with at least one row.' })
}

/** There are columns, but no rows. */
export function noRows(): DomainError {
  return tableInvalid({ reason: 'The file has no rows.', hint: 'Add at least one row.' })
}
