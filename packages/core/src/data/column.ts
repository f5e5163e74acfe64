import { nearestNames } from '@assay/metrics'
import { DomainError } from '@assay/schemas'

/** Throws COLUMN_UNKNOWN, with the names that resemble it, unless the column is one of these. */
export function requireColumn(names: readonly string[], column: string): void {
  if (!names.includes(column)) throw new DomainError('COLUMN_UNKNOWN', { column, nearest: nearestNames(column, names) })
}

export function namesOf(columns: readonly { readonly name: string }[]): string[] {
  return columns.map(({ name }) => name)
}
