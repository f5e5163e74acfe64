import { DOUBLE } from '@duckdb/node-api'
import type { Operation } from '../operation.ts'
import type { PairPosition, Pairs } from '../tables.ts'
import { textOf } from './column-text.ts'
import { conditionsOf, Parameters } from './condition.ts'
import { readNumber } from './count.ts'
import { toRows } from './rows.ts'
import { openSession, type Session } from './session.ts'
import { integer, type Query } from './sql.ts'
import { chooseColumns, filesOf, findColumn, openTable, type Table } from './table.ts'
import type { TableColumn } from './table-column.ts'
import type { Work } from './work.ts'

type Request = Operation<'pairs'>

const keyName = 'key'

/** Rows by how two of their columns differ; reads one more than asked for, to know whether there are more. */
export async function pairs(work: Work, request: Request): Promise<Pairs> {
  using session = await openSession(work, filesOf(request.source))
  const table = await openTable(session, request.source)
  const chosen = await chooseColumns(session, table, request.columns)
  const advantage = await advantageOf(session, table, request)
  const key = { name: keyName, type: DOUBLE, sql: keyOf(advantage, request) }
  const { page, all } = await queriesOf(session, table, { request, advantage, columns: [...chosen, key] })
  const result = await session.run(page)
  const chunks = await result.fetchAllChunks()
  const rows = chunks.flatMap((chunk) => toRows(chunk, chosen))
  const keys = chunks.flatMap((chunk) => chunk.getColumnValues(chosen.length + 1))
  const items = rows.slice(0, request.limit)
  const last = items.at(-1)
  const isLast = rows.length === items.length || !last
  const matching = isLast && request.after === undefined ? items.length : await readNumber(session, all)
  if (isLast) return { items, matching, next_after: null }
  const at = keys[items.length - 1]
  return { items, matching, next_after: { key: typeof at === 'number' ? at : null, example: last.example } }
}

/** By how much b is better than a: 0 for what rounding can explain; null where one is absent. */
async function advantageOf(session: Session, table: Table, { pair, direction }: Request): Promise<string> {
  const [a, b] = [
    numberOf(await findColumn(session, table, pair.a)),
    numberOf(await findColumn(session, table, pair.b)),
  ]
  const difference = direction === 'higher' ? `${b} - ${a}` : `${a} - ${b}`
  return `CASE WHEN abs(${difference}) <= ${4 * Number.EPSILON} * greatest(abs(${a}), abs(${b})) THEN 0.0::DOUBLE
    WHEN isfinite(${difference}) THEN ${difference} END`
}

function numberOf({ sql }: TableColumn): string {
  return `TRY_CAST(${sql} AS DOUBLE)`
}

/** The value that orders rows, ascending. */
function keyOf(advantage: string, { order, show }: Request): string {
  if (order === 'example') return 'NULL::DOUBLE'
  if (order === 'regression' || show === 'worse') return advantage
  return show === 'better' ? `-(${advantage})` : `-abs(${advantage})`
}

const shown: Readonly<Record<NonNullable<Request['show']>, (advantage: string) => string>> = {
  better: (advantage) => `(${advantage}) > 0`,
  worse: (advantage) => `(${advantage}) < 0`,
  equal: (advantage) => `(${advantage}) = 0`,
  absent: (advantage) => `(${advantage}) IS NULL`,
}

interface Parts {
  readonly request: Request
  readonly advantage: string
  /** The last is the key. */
  readonly columns: readonly TableColumn[]
}

async function queriesOf(
  session: Session,
  table: Table,
  { request, advantage, columns }: Parts,
): Promise<{ readonly page: Query; readonly all: Query }> {
  const parameters = new Parameters()
  const conditions = await conditionsOf(session, table, { filters: request.filters, parameters })
  if (request.show) conditions.push(shown[request.show](advantage))
  if (request.text) conditions.push(await textCondition(session, table, { text: request.text, parameters }))
  const key = columns.at(-1)?.sql ?? 'NULL'
  const all = { sql: `SELECT count(*) FROM ${table.from} ${whereOf(conditions)}`, values: [...parameters.values] }
  if (request.after) conditions.push(afterCondition(request.after, { key, example: table.example, parameters }))
  const list = [table.example, ...columns.map(({ sql }) => sql)].map((sql, index) => `${sql} AS c${index}`)
  const sql = `SELECT ${list.join(', ')} FROM ${table.from} ${whereOf(conditions)}
    ORDER BY ${key} ASC NULLS LAST, ${table.example} LIMIT ${integer(request.limit + 1)}`
  return { page: { sql, values: parameters.values }, all }
}

function whereOf(conditions: readonly string[]): string {
  return conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
}

async function textCondition(
  session: Session,
  table: Table,
  { text, parameters }: { readonly text: NonNullable<Request['text']>; readonly parameters: Parameters },
): Promise<string> {
  const value = parameters.add(text.value)
  const places: string[] = []
  for (const name of text.columns) {
    const column = textOf(await findColumn(session, table, name))
    places.push(`contains(lower(${column}), lower(${value}))`)
  }
  return places.length === 0 ? 'false' : `(${places.join(' OR ')})`
}

function afterCondition(
  { key: at, example }: PairPosition,
  { key, example: column, parameters }: { key: string; example: string; parameters: Parameters },
): string {
  const later = `${column} > ${integer(example)}`
  if (at === null) return `((${key}) IS NULL AND ${later})`
  // a whole number is bound as such: compared as doubles, both are exact
  const value = `CAST(${parameters.add(at)} AS DOUBLE)`
  return `((${key}) > ${value} OR (${key}) IS NULL OR ((${key}) = ${value} AND ${later}))`
}
