import type { Operation, TablePage } from '../operation.ts'
import { toRows } from './rows.ts'
import { select } from './select.ts'
import { openSession } from './session.ts'
import { chooseColumns, filesOf, openTable } from './table.ts'
import type { Work } from './work.ts'

/** Reads one row more than asked for, to know whether there are more. */
export async function page(work: Work, request: Operation<'page'>): Promise<TablePage> {
  const { source, filters, order, after, offset, limit } = request
  using session = await openSession(work, filesOf(source))
  const table = await openTable(session, source)
  const columns = await chooseColumns(session, table, request.columns)
  // a number that counts further is no whole number any more
  const from = order.length === 0 ? Math.min(after, Number.MAX_SAFE_INTEGER - 1) + 1 : 0
  const query = await select(session, table, { columns, filters, order, offset, from, limit: limit + 1 })
  const result = await session.run(query)
  const rows = (await result.fetchAllChunks()).flatMap((chunk) => toRows(chunk, columns))
  const items = rows.slice(0, limit)
  const isLast = rows.length === items.length || order.length > 0
  return { items, next_after: isLast ? null : (items.at(-1)?.example ?? null) }
}
