import type { ColumnProfile, DatasetProfile } from '@assay/schemas'
import type { DuckDBValue } from '@duckdb/node-api'
import type { Operation } from '../operation.ts'
import { textOf } from './column-text.ts'
import { conditionsOf, numberOf, Parameters } from './condition.ts'
import { openSession, type Session } from './session.ts'
import { chooseColumns, filesOf, openTable } from './table.ts'
import type { TableColumn } from './table-column.ts'
import type { Work } from './work.ts'

const mostColumns = 50
const bins = 16
/** Of columns with more different values the most frequent ones say little, and cost much. */
const mostDistinct = 1000
const mostValues = 12
const mostCharacters = 200

/** The rows whose columns are looked at. */
interface Looked {
  readonly session: Session
  readonly from: string
  readonly values: Parameters['values']
  readonly decimal: '.' | ','
}

/** Passes over the table once for all columns, once for their bins, and once for each column of few values. */
export async function profile(work: Work, request: Operation<'profile'>): Promise<DatasetProfile> {
  const { source, filters, decimal } = request
  using session = await openSession(work, filesOf(source))
  const table = await openTable(session, source)
  const chosen = await chooseColumns(session, table, request.columns)
  const columns = chosen.slice(0, mostColumns)
  const parameters = new Parameters()
  const conditions = await conditionsOf(session, table, { filters, decimal, parameters })
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''
  const looked: Looked = { session, from: `${table.from}${where}`, values: parameters.values, decimal }
  const [rows, measures] = await measure(looked, columns)
  const counted = await fillBins(looked, measures)
  const profiles: ColumnProfile[] = []
  for (const [index, { column, facts }] of measures.entries()) {
    work.signal.throwIfAborted()
    const values = facts.distinct <= mostDistinct ? await mostFrequent(looked, column) : []
    profiles.push({ name: column.name, ...facts, bins: counted[index] ?? [], values })
  }
  return { rows, columns: profiles }
}

interface Measure {
  readonly column: TableColumn
  /** What is measured of a value. */
  readonly sql: string
  readonly facts: Omit<ColumnProfile, 'name' | 'bins' | 'values'>
}

async function measure(looked: Looked, columns: readonly TableColumn[]): Promise<[number, Measure[]]> {
  const each = columns.flatMap((column) => {
    const [text, number] = [textOf(column), numberOf(column, looked.decimal)]
    const length = `length(nullif(${text}, ''))`
    return [
      `count(nullif(${text}, ''))`,
      `approx_count_distinct(nullif(${text}, ''))`,
      `count(${number}) FILTER (isfinite(CAST(${number} AS DOUBLE)))`,
      ...[number, length].flatMap((sql) =>
        ['min', 'max', 'avg'].map(
          (name) => `${name}(CAST(${sql} AS DOUBLE)) FILTER (isfinite(CAST(${sql} AS DOUBLE)))`,
        ),
      ),
    ]
  })
  const [row = []] = await read(looked, `SELECT ${['count(*)', ...each].join(', ')} FROM ${looked.from}`)
  const rows = Number(row[0])
  const measures = columns.map((column, index): Measure => {
    const facts = row.slice(1 + 9 * index, 10 + 9 * index)
    const [present = 0, distinct = 0, numbers = 0] = facts.slice(0, 3).map(Number)
    const isNumber = numbers === present && present > 0
    const [min = null, max = null, mean = null] = facts.slice(isNumber ? 3 : 6).map(toNumber)
    const sql = isNumber ? numberOf(column, looked.decimal) : `length(nullif(${textOf(column)}, ''))`
    const kind = isNumber ? 'number' : 'text'
    return { column, sql, facts: { kind, absent: rows - present, distinct, min, max, mean } }
  })
  return [rows, measures]
}

async function fillBins(looked: Looked, measures: readonly Measure[]): Promise<number[][]> {
  const each = measures.map(({ sql, facts: { min, max } }) => {
    if (min === null || max === null) return 'NULL'
    const width = max > min ? (max - min) / bins : 1
    return `histogram(TRY_CAST(floor((CAST(${sql} AS DOUBLE) - ${double(min)}) / ${double(width)}) AS INTEGER))`
  })
  if (each.length === 0) return []
  const sql = `SELECT ${each.map((one) => `to_json(${one})::VARCHAR`).join(', ')} FROM ${looked.from}`
  const [row = []] = await read(looked, sql)
  return row.map((value) => {
    const counts = new Map<string, unknown>(Object.entries(typeof value === 'string' ? (JSON.parse(value) ?? {}) : {}))
    const of = (bin: number) => Number(counts.get(String(bin)) ?? 0)
    // the greatest value lies on the upper edge of the last part
    return Array.from({ length: bins }, (_, bin) => of(bin) + (bin === bins - 1 ? of(bins) : 0))
  })
}

async function mostFrequent(looked: Looked, column: TableColumn): Promise<ColumnProfile['values']> {
  const text = `left(nullif(${textOf(column)}, ''), ${mostCharacters})`
  const grouped = `SELECT ${text} AS v, count(*) AS n FROM ${looked.from} GROUP BY 1`
  const sql = `SELECT v, n FROM (${grouped}) WHERE v IS NOT NULL ORDER BY n DESC, v LIMIT ${mostValues}`
  return (await read(looked, sql)).map(([value, rows]) => ({ value: String(value), rows: Number(rows) }))
}

async function read({ session, values }: Looked, sql: string): Promise<DuckDBValue[][]> {
  return await (await session.run({ sql, values })).getRows()
}

function toNumber(value: DuckDBValue | undefined): number | null {
  return typeof value === 'number' ? value : null
}

function double(value: number): string {
  return `CAST('${value}' AS DOUBLE)`
}
