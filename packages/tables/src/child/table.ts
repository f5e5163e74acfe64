import { DuckDBStructType, DuckDBTypeId } from '@duckdb/node-api'
import type { JoinedTable, TableSource } from '../tables.ts'
import { withDecimalsAsText } from './column-text.ts'
import type { Session } from './session.ts'
import { identifier, path, text } from './sql.ts'
import type { TableColumn } from './table-column.ts'
import { unknownColumn } from './unknown-column.ts'

export interface Table {
  readonly from: string
  readonly example: string
  /** Whether rows come by example number without being sorted. */
  readonly ordered: boolean
  readonly columns: ReadonlyMap<string, TableColumn>
}

interface OpenedTable extends Table {
  /** The tables of a join, their columns under the names of the join; for a single table, itself. */
  readonly parts: readonly Table[]
}

/** The column that numbers examples, in tables that have one. */
export const exampleColumn = 'example'

export function filesOf(source: TableSource): string[] {
  return source.join ? source.join.map((table) => table.path) : [source.path]
}

export async function openTable(session: Session, source: TableSource): Promise<OpenedTable> {
  if (source.join) return openJoin(session, source.join)
  const { columns, example, ordered } = await openFile(session, { path: source.path, alias: 't' })
  const table = { from: `${parquet(source.path)} AS t`, example, ordered, columns }
  return { ...table, parts: [table] }
}

/** By name, or all; throws COLUMN_UNKNOWN. */
export async function chooseColumns(session: Session, table: Table, names?: readonly string[]): Promise<TableColumn[]> {
  if (names === undefined) return [...table.columns.values()].filter(({ name }) => name !== exampleColumn)
  return Promise.all(names.map((name) => findColumn(session, table, name)))
}

/** By its exact name, or the path of a field within objects, such as `expected.answer`; throws COLUMN_UNKNOWN. */
export async function findColumn(session: Session, table: Table, name: string): Promise<TableColumn> {
  const found = table.columns.get(name) ?? findField(table, name)
  if (found) return found
  throw await unknownColumn(session, name, [...table.columns.keys()])
}

function findField({ columns }: Table, path: string): TableColumn | undefined {
  const whole = [...columns.values()].find(({ name }) => path.startsWith(`${name}.`))
  return whole && fieldOf({ ...whole, name: path }, path.slice(whole.name.length + 1))
}

/** The field of objects with this path; names of fields may hold dots themselves. */
function fieldOf({ name, type, sql }: TableColumn, path: string): TableColumn | undefined {
  if (!(type instanceof DuckDBStructType)) return undefined
  for (const [index, entry] of type.entryNames.entries()) {
    const inner = type.entryTypes[index]
    if (!inner || (path !== entry && !path.startsWith(`${entry}.`))) continue
    const field = { name, type: inner, sql: `struct_extract(${sql}, ${text(entry)})` }
    const found = path === entry ? field : fieldOf(field, path.slice(entry.length + 1))
    if (found) return found
  }
  return undefined
}

async function openJoin(session: Session, tables: readonly JoinedTable[]): Promise<OpenedTable> {
  const columns = new Map<string, TableColumn>()
  const parts: Table[] = []
  for (const [index, joined] of tables.entries()) {
    const alias = `t${index}`
    const file = await openFile(session, { path: joined.path, alias })
    const table = { from: `${parquet(joined.path)} AS ${alias}`, ...file }
    const own = new Map<string, TableColumn>()
    for (const chosen of await chooseColumns(session, table, joined.columns)) {
      const column = joined.decimals === 'text' ? withDecimalsAsText(chosen) : chosen
      const name = joined.prefix + column.name
      if (columns.has(name))
        throw new RangeError(`Two tables of the join have a column "${name}": prefixes must differ.`)
      columns.set(name, { ...column, name })
      own.set(name, { ...column, name })
    }
    parts.push({ ...table, columns: own })
  }
  const [first, ...others] = parts
  if (!first) throw new RangeError('A join needs at least one table.')
  const joins = others.map(({ from, example }) => `JOIN ${from} ON ${example} = ${first.example}`)
  const ordered = joins.length === 0 && first.ordered
  return { from: [first.from, ...joins].join(' '), example: first.example, ordered, columns, parts }
}

async function openFile(session: Session, file: { readonly path: string; readonly alias: string }) {
  const prepared = await session.connection.prepare(`SELECT * FROM ${parquet(file.path)}`)
  const columns = new Map<string, TableColumn>()
  for (let index = 0; index < prepared.columnCount; index += 1) {
    const name = prepared.columnName(index)
    columns.set(name, { name, type: prepared.columnType(index), sql: `${file.alias}.${identifier(name)}` })
  }
  prepared.destroySync()
  await session.makeRoom(columns.size)
  const own = columns.get(exampleColumn)
  if (own?.type.typeId === DuckDBTypeId.BIGINT) return { columns, example: own.sql, ordered: false }
  return { columns, example: `${file.alias}.file_row_number`, ordered: true }
}

function parquet(file: string): string {
  return `read_parquet(${path(file)}, hive_partitioning = false)`
}
