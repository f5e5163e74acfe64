import type { Filter } from '@assay/schemas'
import type { OrderBy } from '../tables.ts'
import { conditionsOf, Parameters } from './condition.ts'
import type { Session } from './session.ts'
import { integer, type Query } from './sql.ts'
import { findColumn, type Table } from './table.ts'
import type { TableColumn } from './table-column.ts'

export interface Selection {
  readonly columns: readonly TableColumn[]
  readonly filters: readonly Filter[]
  readonly decimal?: '.' | ','
  readonly from: number
  readonly order?: readonly OrderBy[]
  readonly offset?: number
  readonly limit?: number
}

/** The first column of the query is the example number; the others are the columns of the selection. */
export async function select(session: Session, table: Table, selection: Selection): Promise<Query> {
  const parameters = new Parameters()
  const { filters, decimal } = selection
  const conditions = await conditionsOf(session, table, { filters, decimal, parameters })
  if (selection.from > 0) conditions.push(`${table.example} >= ${integer(selection.from)}`)
  const columns = [table.example, ...selection.columns.map(({ sql }) => sql)]
  const order = await orderOf(session, table, selection.order ?? [])
  const sql = [
    `SELECT ${columns.map((column, index) => `${column} AS c${index}`).join(', ')}`,
    `FROM ${table.from}`,
    conditions.length > 0 && `WHERE ${conditions.join(' AND ')}`,
    order.length > 0 && `ORDER BY ${order.join(', ')}`,
    selection.limit !== undefined && `LIMIT ${integer(selection.limit)}`,
    selection.offset && `OFFSET ${integer(selection.offset)}`,
  ]
  return { sql: sql.filter(Boolean).join('\n'), values: parameters.values }
}

async function orderOf(session: Session, table: Table, order: readonly OrderBy[]): Promise<string[]> {
  if (order.length === 0) return table.ordered ? [] : [table.example]
  const columns: string[] = []
  for (const { column, direction } of order) {
    const { sql } = await findColumn(session, table, column)
    columns.push(`${sql} ${direction === 'descending' ? 'DESC' : 'ASC'} NULLS LAST`)
  }
  return [...columns, table.example]
}
