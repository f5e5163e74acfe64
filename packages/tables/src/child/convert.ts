import type { Operation } from '../operation.ts'
import { isJson, isNested, isText, textOf } from './column-text.ts'
import { copyToParquet, outputPath } from './output.ts'
import { select } from './select.ts'
import { openSession } from './session.ts'
import { identifier, text } from './sql.ts'
import { chooseColumns, filesOf, openTable } from './table.ts'
import type { TableColumn } from './table-column.ts'
import type { Work } from './work.ts'

type Format = Operation<'convert'>['format']

const writers: Record<Format, (work: Work, rows: string) => string> = {
  csv: (work, rows) => `COPY (${rows}) TO ${text(outputPath(work))} (FORMAT csv, HEADER true)`,
  jsonl: (work, rows) => `COPY (${rows}) TO ${text(outputPath(work))} (FORMAT json)`,
  parquet: (work, rows) => copyToParquet(work, rows, 1024),
}

export async function convert(work: Work, request: Operation<'convert'>): Promise<undefined> {
  const { source, filters, format, names, example_name } = request
  using session = await openSession(work, filesOf(source))
  const table = await openTable(session, source)
  const columns = await chooseColumns(session, table, request.columns)
  const written = columns.map((column) => ({ ...column, sql: format === 'csv' ? fieldOf(column) : column.sql }))
  const { sql, values } = await select(session, table, { columns: written, filters, from: 0 })
  const heads = columns.map(({ name }, index) => headOf(names?.[index] ?? name, format))
  const named = heads.map((head, index) => `c${index + 1} AS ${identifier(head)}`)
  if (example_name !== undefined) named.unshift(`c0 AS ${identifier(example_name)}`)
  await session.run({ sql: writers[format](work, `SELECT ${named.join(', ')} FROM (${sql})`), values })
}

/** What a spreadsheet would take for a formula begins with an apostrophe. */
const formula = /^[\s=+\-@\uff0b\uff0d\uff1d\uff20]/
const formulaPattern = text('^[\\s=+\\-@\\x{ff0b}\\x{ff0d}\\x{ff1d}\\x{ff20}]')

function fieldOf(column: TableColumn): string {
  if (!isJson(column.type) && !isNested(column.type) && !isText(column.type)) return column.sql
  const value = textOf(column)
  return `CASE WHEN regexp_matches(${value}, ${formulaPattern}) THEN '''' || ${value} ELSE ${value} END`
}

function headOf(name: string, format: Format): string {
  return format === 'csv' && formula.test(name) ? `'${name}` : name
}
