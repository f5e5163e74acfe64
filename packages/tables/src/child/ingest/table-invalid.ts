import { DomainError } from '@assay/schemas'

export interface Flaw {
  readonly reason: string
  readonly hint: string
  readonly line?: number | undefined
  readonly column?: string | undefined
}

export function tableInvalid({ reason, hint, line, column }: Flaw, options?: ErrorOptions): DomainError {
  return new DomainError('TABLE_INVALID', { reason, hint, line: line ?? null, column: column ?? null }, options)
}

export function emptyFile(): DomainError {
  return tableInvalid({ reason: 'The file is empty.', hint: 'Upload a file with at least one row.' })
}

export function noRows(): DomainError {
  return tableInvalid({ reason: 'The file has no rows.', hint: 'Add at least one row.' })
}
