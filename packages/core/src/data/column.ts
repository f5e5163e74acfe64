import { DomainError } from '@assay/schemas'
import { nearestNames } from '../nearest.ts'

/** Throws COLUMN_UNKNOWN, with the names that resemble it, unless the column is one of these. */
export function requireColumn(names: readonly string[], column: string): void {
  if (!names.includes(column)) throw new DomainError('COLUMN_UNKNOWN', { column, nearest: nearestNames(column, names) })
}

/** The names of a dataset's columns. */
export function namesOf(columns: readonly { readonly name: string }[]): string[] {
  return columns.map(({ name }) => name)
}
