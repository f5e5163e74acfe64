import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api'
import type { Operation } from '../../operation.ts'
import { isAboutInput, isOutOfMemory } from '../known-error.ts'
import { copyToParquet } from '../output.ts'
import { openSession, type Session } from '../session.ts'
import { identifier, path, text } from '../sql.ts'
import type { Work } from '../work.ts'
import { checkColumns } from './check-columns.ts'
import { cleanName, cleanNames, renamed } from './column-names.ts'
import type { TextReading } from './csv.ts'
import { explainJson, type JsonFile } from './explain-json.ts'
import { jsonType } from './json-type.ts'
import type { Notices } from './notices.ts'
import { noRows } from './table-invalid.ts'
import { openText } from './text-file.ts'

/** Objects, one on each line or in one array. Types are found over all rows; texts stay texts. */
export async function ingestJson(
  work: Work,
  request: Operation<'ingest'>,
  { layout, notices }: Pick<JsonFile, 'layout'> & { readonly notices: Notices },
): Promise<TextReading> {
  const { path: file_path, bytes_per_row, encoding } = await openText(work, request, notices)
  const file = { path: file_path, layout }
  using session = await openSession(work, [file.path])
  try {
    const types = await inferTypes(session, file)
    const found = [...types.keys()]
    const names = cleanNames(await exactNames(session, file, found), notices)
    await checkColumns(session, { names, required: request.required_columns })
    const kept = await exactTypes(session, file, types)
    const columns = [...kept].map(([name, type]) => `${text(name)}: ${text(type)}`)
    const rows = reader(file, [`columns = {${columns.join(', ')}}`])
    const select = `SELECT ${renamed(found, found.map(cleanName))} FROM ${rows}`
    const { rowsChanged } = await session.run({ sql: copyToParquet(work, select, bytes_per_row), values: [] })
    if (rowsChanged === 0) throw noRows()
    return { rows: rowsChanged, delimiter: null, encoding, quote: null }
  } catch (error) {
    if (!isAboutInput(error) && !isOutOfMemory(error)) throw error
    throw (await explainJson(work, file, error)) ?? error
  }
}

const inference = [
  'auto_detect = true',
  'sample_size = -1',
  'maximum_depth = -1',
  'map_inference_threshold = -1',
  'field_appearance_threshold = 0',
]

async function inferTypes(session: Session, file: JsonFile): Promise<ReadonlyMap<string, DuckDBType>> {
  const prepared = await session.connection.prepare(`SELECT * FROM ${reader(file, inference)}`)
  const types = new Map<string, DuckDBType>()
  for (let index = 0; index < prepared.columnCount; index += 1) {
    types.set(prepared.columnName(index), prepared.columnType(index))
  }
  prepared.destroySync()
  return types
}

/**
 * The types to read as. A column of numbers with and without decimals stays JSON: as decimal numbers, whole ones beyond
 * 2^53 would be others.
 */
async function exactTypes(
  session: Session,
  file: JsonFile,
  types: ReadonlyMap<string, DuckDBType>,
): Promise<Map<string, string>> {
  const kept = new Map([...types].map(([name, type]) => [name, jsonType(type)]))
  const decimals = [...types].filter(([, { typeId }]) => typeId === DuckDBTypeId.DOUBLE).map(([name]) => name)
  if (decimals.length === 0) return kept
  const columns = decimals.map((name) => `${text(name)}: 'JSON'`)
  const whole = decimals.map((name) => `bool_or(json_type(${identifier(name)}) IN ('BIGINT', 'UBIGINT'))`)
  const large = decimals.map((name) => `bool_or(regexp_matches(${identifier(name)} ->> '$', '^-?\\d{17,}$'))`)
  const sql = `SELECT ${[...whole, ...large].join(', ')} FROM ${reader(file, [`columns = {${columns.join(', ')}}`])}`
  const [row = []] = await (await session.run({ sql, values: [] })).getRows()
  for (const [index, name] of decimals.entries()) {
    if (row[index] === true || row[decimals.length + index] === true) kept.set(name, 'JSON')
  }
  return kept
}

/** DuckDB numbers names that are empty or differ in case only: if there may be such, the file is read for them. */
async function exactNames(session: Session, { path: file, layout }: JsonFile, names: string[]): Promise<string[]> {
  const folded = new Set(names.map((name) => name.toLowerCase()))
  const isRepeated = (name: string) => /_\d+$/.test(name) && folded.has(name.toLowerCase().replace(/_\d+$/, ''))
  if (!names.some((name) => /^C\d+$/.test(name) || isRepeated(name))) return names
  const format = layout === 'lines' ? 'newline_delimited' : 'array'
  const sql = `SELECT DISTINCT unnest(json_keys(json)) FROM read_json_objects(${path(file)}, format = '${format}')`
  const result = await session.run({ sql, values: [] })
  return (await result.getRows()).map(([name]) => String(name))
}

function reader({ path: file, layout }: JsonFile, options: readonly string[]): string {
  const format = layout === 'lines' ? 'newline_delimited' : 'array'
  return `read_json(${path(file)}, format = '${format}', records = 'true', ${options.join(', ')})`
}
