import type { Operation } from '../operation.ts'
import type { Alignment } from '../tables.ts'
import { readNumber } from './count.ts'
import { openSession } from './session.ts'
import { filesOf, openTable } from './table.ts'
import type { Work } from './work.ts'

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
  const examplesOf = await session.run({
    sql: `SELECT count(*) FILTER (tables = ${files.length}), count(*)
      FROM (SELECT example, count(*) AS tables FROM (${selects.join(' UNION ALL ')}) GROUP BY example)`,
    values: [],
  })
  const [aligned = 0, examples = 0] = ((await examplesOf.getRows())[0] ?? []).map(Number)
  return { aligned, examples, lacking: counts.map((count) => examples - count) }
}
