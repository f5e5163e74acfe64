import type { Operation } from '../operation.ts'
import { conditionsOf, Parameters } from './condition.ts'
import { openSession, type Session } from './session.ts'
import type { Query } from './sql.ts'
import { filesOf, openTable } from './table.ts'
import type { Work } from './work.ts'

export async function count(work: Work, { source, filters, decimal }: Operation<'count'>): Promise<number> {
  using session = await openSession(work, filesOf(source))
  const table = await openTable(session, source)
  const parameters = new Parameters()
  const conditions = await conditionsOf(session, table, { filters, decimal, parameters })
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''
  return await readNumber(session, { sql: `SELECT count(*) FROM ${table.from}${where}`, values: parameters.values })
}

export async function readNumber(session: Session, query: Query): Promise<number> {
  const result = await session.run(query)
  return Number((await result.getRows())[0]?.[0])
}
