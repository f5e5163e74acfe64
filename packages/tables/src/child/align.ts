import type { Operation } from '../operation.ts'
import type { Alignment } from '../tables.ts'
import { readNumber } from './count.ts'
import { openSession } from './session.ts'
import { filesOf, openTable } from './table.ts'
import type { Work } from './work.ts'

/** How well the tables of a join fit together. */
export async function align(work: Work, { source }: Operation<'alignment'>): Promise<Alignment> {
  const files = filesOf(source)
  using session = await openSession(work, files)
  const selects: string[] = []
  const counts: number[] = []
  for (const path of files) {
    const { example, from } = await openTable(session, { path })
    selects.push(`SELECT ${example} AS example FROM ${from}`)
    counts.push(await readNumber(session, { sql: `SELECT count(*) FROM ${from}`, values: [] }))
  }
  const countOf = (operator: string) =>
    readNumber(session, { sql: `SELECT count(*) FROM (${selects.join(` ${operator} `)})`, values: [] })
  const examples = await countOf('UNION')
  return { aligned: await countOf('INTERSECT'), examples, lacking: counts.map((count) => examples - count) }
}
