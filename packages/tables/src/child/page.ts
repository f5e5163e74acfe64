import type { Operation, TablePage } from '../operation.ts'
import type { TableRow } from '../tables.ts'
import { toRows } from './rows.ts'
import { select } from './select.ts'
import { openSession } from './session.ts'
import { chooseColumns, filesOf, openTable } from './table.ts'
import type { Work } from './work.ts'

/** Reads one row more than asked for, to know whether there are more. */
export async function page(work: Work, request: Operation<'page'>): Promise<TablePage> {
  const { source, filters, decimal, order, after, offset, limit } = request
  using session = await openSession(work, filesOf(source))
  const table = await openTable(session, source)
  const columns = await chooseColumns(session, table, request.columns)
  const from = order.length === 0 ? after + 1 : 0
  const query = await select(session, table, { columns, filters, decimal, order, offset, from, limit: limit + 1 })
  const result = await session.run(query)
  const rows = (await result.fetchAllChunks()).flatMap((chunk) => toRows(chunk, columns))
  const items = order.length > 0 ? rows.slice(0, limit) : fitting(rows.slice(0, limit))
  const isLast = rows.length === items.length || order.length > 0
  return { items, next_after: isLast ? null : (items.at(-1)?.example ?? null) }
}

/** What a page holds at most: it is whole in the memory of several processes. At least one row is on it. */
const mostBytes = 16 * 1_048_576

function fitting(rows: TableRow[]): TableRow[] {
  let bytes = 0
  const end = rows.findIndex((row, index) => {
    bytes += sizeOf(row)
    return bytes > mostBytes && index > 0
  })
  return end === -1 ? rows : rows.slice(0, end)
}

function sizeOf(row: TableRow): number {
  return Object.values(row).reduce<number>((sum, value) => sum + lengthOf(value), 0)
}

function lengthOf(value: TableRow[string]): number {
  if (typeof value === 'string') return value.length
  return typeof value === 'object' && value !== null ? JSON.stringify(value).length : 8
}
