import { nearestNames } from '@assay/metrics'
import { type Column, DomainError } from '@assay/schemas'

/** Throws COLUMN_UNKNOWN, with the names that resemble it, unless the column is one of these. */
export function requireColumn(names: readonly string[], column: string): void {
  if (!names.includes(column)) throw new DomainError('COLUMN_UNKNOWN', { column, nearest: nearestNames(column, names) })
}

/** The names of columns, and the paths of fields within them. */
export function namesOf(columns: readonly Column[]): string[] {
  return columns.flatMap(({ name, fields = [] }) => [name, ...fields])
}

/** A table as those see it who need a column of it. */
export interface TextColumns {
  readonly columns: readonly Column[]
  readonly examples: number
}

/** Throws COLUMN_MISSING, COLUMN_NESTED for objects, COLUMN_EMPTY where no example has anything in it. */
export function requireText(
  { columns, examples }: TextColumns,
  { column, needed_by }: { readonly column: string; readonly needed_by: string },
): void {
  if (!namesOf(columns).includes(column)) {
    throw new DomainError('COLUMN_MISSING', { column, needed_by, known: columns.map(({ name }) => name) })
  }
  const found = columns.find(({ name }) => name === column)
  const fields = columns.flatMap((each) => each.fields ?? []).filter((path) => path.startsWith(`${column}.`))
  if (fields.length > 0 || found?.type.startsWith('MAP(')) throw new DomainError('COLUMN_NESTED', { column, fields })
  if (found?.empty !== undefined && found.empty >= examples)
    throw new DomainError('COLUMN_EMPTY', { column, needed_by })
}
