import { type Column, type Reading, recogniseColumns } from '@assay/schemas'
import type { Operation } from '../../operation.ts'
import { isNested, isText, textOf } from '../column-text.ts'
import { toColumn } from '../describe.ts'
import type { Session } from '../session.ts'
import type { Table } from '../table.ts'
import type { TableColumn } from '../table-column.ts'
import type { TextReading } from './csv.ts'
import { type Notices, quoteName, quoteNames } from './notices.ts'

const columnsAtOnce = 250
/** Of a wider table, only those columns are counted that play a part by their names. */
const mostCounted = 1000

interface Found {
  readonly rows: number
  readonly dialect: Omit<TextReading, 'rows'>
  readonly request: Operation<'ingest'>
  readonly notices: Notices
}

interface Counts {
  readonly empty: number
  /** How many values are numbers with a decimal comma, and how many are numbers of any other kind. */
  readonly commas: number
  readonly numbers: number
}

interface Counted extends Counts {
  readonly column: TableColumn
}

/** Counts what columns hold, and tells what a user should know of those that play a part by their names. */
export async function surveyTable(
  session: Session,
  table: Table,
  found: Found,
): Promise<{ columns: Column[]; decimal: Reading['decimal'] }> {
  const counted: Counted[] = []
  const all = [...table.columns.values()]
  const roles = new Set(Object.values(recogniseColumns(all.map(({ name }) => name))).flat())
  const wanted = all.length <= mostCounted ? all : all.filter(({ name }) => roles.has(name))
  for (let at = 0; at < wanted.length; at += columnsAtOnce) {
    counted.push(...(await countColumns(session, table, wanted.slice(at, at + columnsAtOnce))))
  }
  tellRoles(counted, found)
  await tellRepeated(session, table, found)
  await tellLists(session, table, found)
  const decimal = found.dialect.delimiter === null ? null : decimalOf(counted, found)
  const empty = new Map(counted.map((count) => [count.column.name, count.empty]))
  const columns = all.map((column) => ({ ...toColumn(column), ...withCount(empty.get(column.name)) }))
  return { columns, decimal }
}

function withCount(empty: number | undefined): Pick<Column, 'empty'> {
  return empty === undefined ? {} : { empty }
}

async function countColumns(session: Session, table: Table, columns: readonly TableColumn[]): Promise<Counted[]> {
  const counts = columns.flatMap((column) => {
    const value = textOf(column)
    const isNumber = `regexp_matches(${value}, '^\\s*[+-]?\\d[\\d. ]*(,\\d+)?\\s*$')`
    const hasComma = isText(column.type) ? `${isNumber} AND contains(${value}, ',')` : 'false'
    return [
      `count(*) FILTER (WHERE ${emptiness(column)})`,
      `count(*) FILTER (WHERE ${hasComma})`,
      `count(*) FILTER (WHERE ${isText(column.type) ? isNumber : 'false'})`,
    ]
  })
  const result = await session.run({ sql: `SELECT ${counts.join(', ')} FROM ${table.from}`, values: [] })
  const [row = []] = await result.getRows()
  return columns.map((column, at) => ({
    column,
    empty: Number(row[3 * at]),
    commas: Number(row[3 * at + 1]),
    numbers: Number(row[3 * at + 2]),
  }))
}

/** No value, empty text or blanks. */
function emptiness(column: TableColumn): string {
  const isAbsent = `${column.sql} IS NULL`
  return isNested(column.type) ? isAbsent : `${isAbsent} OR NOT regexp_matches(${textOf(column)}, '\\S')`
}

const parts = { input: 'the input', reference: 'the reference', prediction: 'the prediction' } as const
const absences = { input: 'input_absent', reference: 'reference_absent', prediction: 'prediction_absent' } as const
const usual: Readonly<Record<keyof typeof parts, string>> = {
  input: 'examples',
  reference: 'ground_truth',
  prediction: 'predictions',
}

function tellRoles(counted: readonly Counted[], { rows, notices }: Found): void {
  const recognised = recogniseColumns(counted.map(({ column }) => column.name))
  const said: string[] = []
  for (const role of ['input', 'reference', 'prediction'] as const) {
    const [name, ...others] = recognised[role]
    if (name === undefined) continue
    const also = others.length === 0 ? '' : ` (${quoteNames(others)} could be it too)`
    if (name !== usual[role] || others.length > 0) said.push(`${quoteName(name)} is ${parts[role]}${also}`)
    const empty = counted.find(({ column }) => column.name === name)?.empty ?? 0
    if (empty > 0) notices.add(absences[role], absence(role, { name, empty, rows }))
  }
  if (said.length > 0) notices.add('columns_recognised', `By their names: ${said.join('; ')}. Name others if not.`)
}

function absence(
  role: keyof typeof parts,
  { name, empty, rows }: { readonly name: string; readonly empty: number; readonly rows: number },
): string {
  const count = `${empty.toLocaleString('en')} of ${rows.toLocaleString('en')} examples`
  const verb = empty === 1 ? 'has' : 'have'
  return `${count} ${verb} nothing in ${quoteName(name)}, ${parts[role]}${consequences[role]}.`
}

const consequences: Readonly<Record<keyof typeof parts, string>> = {
  input: ': models are not given these',
  reference: ': what compares with it leaves these out',
  prediction: ': these count as empty answers',
}

async function tellRepeated(session: Session, table: Table, { rows, notices }: Found): Promise<void> {
  const column = columnOf(table, 'input')
  if (!column) return
  const value = textOf(column)
  const sql = `SELECT count(${value}) - count(DISTINCT hash(${value})) FROM ${table.from}
    WHERE NOT (${emptiness(column)})`
  const [[repeated] = [0]] = await (await session.run({ sql, values: [] })).getRows()
  const count = Number(repeated)
  if (count === 0) return
  const hint = 'They count like any other: leave them out, or compare with this column as "cluster_column".'
  const have = count === 1 ? 'has' : 'have'
  const message = `${count} of ${rows} examples ${have} the same ${quoteName(column.name)} as one before. ${hint}`
  notices.add('duplicates', message)
}

/** Cells of CSV hold one text: what looks like a list of texts is one text too. */
async function tellLists(session: Session, table: Table, { dialect, notices }: Found): Promise<void> {
  const column = columnOf(table, 'reference')
  if (dialect.delimiter === null || !column || !isText(column.type)) return
  const sql = `SELECT count(*) FROM ${table.from}
    WHERE regexp_matches(${column.sql}, '^\\s*\\[\\s*(''.*''|".*")\\s*\\]\\s*$', 's')`
  const [[found] = [0]] = await (await session.run({ sql, values: [] })).getRows()
  if (Number(found) === 0) return
  const isOne = Number(found) === 1
  const many = isOne ? '1 cell looks like a list' : `${found} cells look like lists`
  const read = isOne ? 'is read as one text' : 'are read as one text each'
  const name = quoteName(column.name)
  const hint = `To give several references, upload JSONL, with a list of texts: {${name}: ["one", "other"]}.`
  notices.add('list_like', `${many} in ${name}, and ${read}. ${hint}`)
}

function columnOf(table: Table, role: keyof typeof parts): TableColumn | undefined {
  const [name] = recogniseColumns([...table.columns.keys()])[role]
  return name === undefined ? undefined : table.columns.get(name)
}

/** Decimal commas are looked for where commas do not stand between fields. */
function decimalOf(counted: readonly Counted[], { rows, dialect, request, notices }: Found): '.' | ',' {
  if (request.decimal !== undefined) return request.decimal
  if (dialect.delimiter === ',') return '.'
  const numeric = counted.filter(({ commas, numbers, empty }) => commas > 0 && numbers + empty >= rows)
  if (numeric.length === 0) return '.'
  const names = quoteNames(numeric.map(({ column }) => column.name))
  const how = 'Texts stay as they are; filters compare them as such numbers. Say "decimal" if that is wrong.'
  notices.add('decimal_commas', `Numbers in ${names} have decimal commas. ${how}`)
  return ','
}
