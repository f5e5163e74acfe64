import type { DatasetRow, ReviewDetailRow } from '@assay/db'
import { type Column, columnRoles, DomainError, type Reference, recogniseColumns } from '@assay/schemas'
import type { TableRow } from '@assay/tables'
import { requireColumn } from '../data/column.ts'

interface Table extends Pick<DatasetRow, 'annotation'> {
  readonly columns: readonly Column[]
}

/** The column whose texts are reviewed: that which was said, which was annotated, or which is called so. */
export function reviewedColumn({ columns, annotation }: Table, said: string | undefined): string {
  const names = columns.map(({ name }) => name)
  const column = said ?? annotation?.column ?? recogniseColumns(names).reference[0] ?? columnRoles.parse({}).reference
  requireColumn(names, column)
  const type = columns.find(({ name }) => name === column)?.type ?? ''
  if (!/[\])]$/.test(type) || type.startsWith('DECIMAL')) return column
  const message = `holds ${type.slice(0, 100)}: only texts can be reviewed`
  throw new DomainError('INPUT_INVALID', { issues: [{ path: 'column', message }] })
}

/** The column that says who wrote the references of another one. */
export function authorColumn(column: string): string {
  return `${column}_author`
}

interface Read {
  readonly column: string
  readonly annotation: DatasetRow['annotation']
  readonly reviews: ReadonlyMap<number, ReviewDetailRow>
}

/** The reference of a row of the dataset, as it is since its last review. */
export function toReference(row: TableRow, { column, annotation, reviews }: Read): Reference {
  const original = textOf(row[column])
  const last = reviews.get(row.example)
  const wrote = textOf(row[authorColumn(column)]) ?? (original === null ? null : authorOf(annotation, column))
  const isTheirs = last !== undefined && last.verdict !== 'accepted'
  return {
    example: row.example,
    reference: last ? last.reference : original,
    original,
    author: isTheirs ? last.reviewer_email : wrote,
    review: last ? toReview(last) : null,
  }
}

export function toReview({ dataset_id: _, column_name: __, ...review }: ReviewDetailRow) {
  return review
}

function authorOf(annotation: DatasetRow['annotation'], column: string): string | null {
  if (annotation?.by !== 'model' || annotation.column !== column) return null
  const { model, provider } = annotation.model
  return `model ${typeof model === 'string' ? model : String(provider)}`
}

function textOf(value: TableRow[string] | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}
