import type { DuckDBResult } from '@duckdb/node-api'
import type { Operation, Result } from '../operation.ts'
import type { Groups } from '../tables.ts'
import { alignRows, type Numbered } from './aligned-rows.ts'
import { textOf } from './column-text.ts'
import { readNumber } from './count.ts'
import { select } from './select.ts'
import { openSession, type Session } from './session.ts'
import { integer } from './sql.ts'
import { chooseColumns, filesOf, findColumn, openTable, type Table } from './table.ts'
import type { TableColumn } from './table-column.ts'
import type { Work } from './work.ts'

export async function vectors(work: Work, request: Operation<'vectors'>): Promise<Result<'vectors'>> {
  const { source, columns: names, group } = request
  using session = await openSession(work, filesOf(source))
  const table = await openTable(session, source)
  const chosen = (await chooseColumns(session, table, names)).map(toDouble)
  if (!group) return { ...(await readParts(session, table.parts, chosen)), groups: null }
  const { from, number, ...groups } = await findGroups(session, table, group)
  const { examples, columns } = await read(session, { ...table, from }, [...chosen, number])
  return { examples, columns: columns.slice(0, -1), groups: { ...groups, numbers: columns.at(-1) ?? examples } }
}

/** Each table is read alone and rows are joined here: a join in SQL would hash and sort all columns. */
async function readParts(session: Session, parts: readonly Table[], columns: readonly TableColumn[]) {
  const read: Numbered[] = []
  for (const part of parts) read.push(await readPart(session, part, columns))
  const { examples, columns: found } = alignRows(read)
  return { examples, columns: columns.map(({ name }) => found.get(name) ?? new Float64Array()) }
}

async function readPart(session: Session, part: Table, columns: readonly TableColumn[]): Promise<Numbered> {
  const own = columns.filter(({ name }) => part.columns.has(name))
  const { examples, columns: found } = await read(session, part, own)
  return { examples, columns: new Map(own.map(({ name }, at) => [name, found[at] ?? examples])) }
}

async function read(session: Session, table: Table, columns: readonly TableColumn[]) {
  const result = await session.stream(await select(session, table, { columns, filters: [], from: 0 }))
  const [examples = new Float64Array(), ...vectors] = await readVectors(result, columns.length + 1)
  return { examples, columns: vectors }
}

/** Absent values and texts that are no number become NaN. */
function toDouble(column: TableColumn): TableColumn {
  return { ...column, sql: `coalesce(TRY_CAST(${column.sql} AS DOUBLE), 'NaN'::DOUBLE)` }
}

interface FoundGroups extends Omit<Groups, 'numbers'> {
  readonly from: string
  readonly number: TableColumn
}

async function findGroups(
  session: Session,
  table: Table,
  { column: name, most }: { readonly column: string; readonly most: number },
): Promise<FoundGroups> {
  const column = await findColumn(session, table, name)
  const value = textOf(column)
  const distinct = await readNumber(session, { sql: `SELECT count(DISTINCT ${value}) FROM ${table.from}`, values: [] })
  await session.connection.run(`
    CREATE TEMP TABLE frequent AS
    SELECT value, row_number() OVER (ORDER BY examples DESC, value) - 1 AS number
    FROM (SELECT ${value} AS value, count(*) AS examples FROM ${table.from} GROUP BY ALL)
    WHERE value IS NOT NULL
    QUALIFY number < ${integer(most)}`)
  const frequent = await session.connection.run('SELECT value FROM frequent ORDER BY number')
  const values = (await frequent.getRows()).map(([found]) => String(found))
  const from = `${table.from} LEFT JOIN frequent ON frequent.value = ${value}`
  const sql = `CAST(CASE WHEN ${value} IS NULL THEN -2 ELSE coalesce(frequent.number, -1) END AS DOUBLE)`
  return { values, distinct, from, number: { ...column, sql } }
}

async function readVectors(result: DuckDBResult, count: number): Promise<Float64Array[]> {
  const parts = Array.from({ length: count }, (): Float64Array[] => [])
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const [index, column] of parts.entries()) {
      const vector = chunk.getColumnVector(index)
      const values = new Float64Array(chunk.rowCount)
      for (let row = 0; row < values.length; row++) values[row] = Number(vector.getItem(row))
      column.push(values)
    }
  }
  return parts.map(concatenate)
}

function concatenate(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
