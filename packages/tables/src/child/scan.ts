import type { Operation } from '../operation.ts'
import { toRows } from './rows.ts'
import { select } from './select.ts'
import { openSession } from './session.ts'
import { chooseColumns, filesOf, openTable } from './table.ts'
import type { Work } from './work.ts'

/** Sends all rows in batches, each when it is wanted. */
export async function scan(work: Work, request: Operation<'scan'>): Promise<undefined> {
  const { source, filters, from, batch_size } = request
  using session = await openSession(work, filesOf(source))
  const table = await openTable(session, source)
  const columns = await chooseColumns(session, table, request.columns)
  const result = await session.stream(await select(session, table, { columns, filters, from }))
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const rows = toRows(chunk, columns)
    for (let start = 0; start < rows.length; start += batch_size) {
      await work.send(rows.slice(start, start + batch_size))
    }
  }
}
