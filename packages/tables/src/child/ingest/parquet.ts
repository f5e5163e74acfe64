import type { Operation } from '../../operation.ts'
import { isAboutInput } from '../known-error.ts'
import { copyToParquet } from '../output.ts'
import { openSession, type Session } from '../session.ts'
import { path } from '../sql.ts'
import type { Work } from '../work.ts'
import { checkColumns } from './check-columns.ts'
import { cleanNames, renamed } from './column-names.ts'
import type { TextReading } from './csv.ts'
import type { Notices } from './notices.ts'
import { noRows, tableInvalid } from './table-invalid.ts'

/** Writes the table again, so that all tables here are written alike. */
export async function ingestParquet(work: Work, request: Operation<'ingest'>, notices: Notices): Promise<TextReading> {
  const { source_path, required_columns } = request
  using session = await openSession(work, [source_path])
  try {
    const found = await columnNames(session, source_path)
    const names = cleanNames(found, notices)
    await checkColumns(session, { names, required: required_columns })
    const bytesPerRow = await averageRow(session, source_path)
    const select = `SELECT ${renamed(found, names)} FROM read_parquet(${path(source_path)}, hive_partitioning = false)`
    const { rowsChanged } = await session.run({ sql: copyToParquet(work, select, bytesPerRow), values: [] })
    if (rowsChanged === 0) throw noRows()
    return { rows: rowsChanged, delimiter: null, encoding: null, quote: null }
  } catch (error) {
    if (!isAboutInput(error)) throw error
    const hint = 'Upload it again; if it is refused again, write it anew with the program that made it.'
    throw tableInvalid({ reason: 'The file is no Parquet, or not all of it is there.', hint }, { cause: error })
  }
}

/** As in the file: reading the rows would number repeated names. */
async function columnNames(session: Session, file: string): Promise<string[]> {
  const sql = `SELECT name, coalesce(num_children, 0) FROM parquet_schema(${path(file)})`
  const result = await session.run({ sql, values: [] })
  const names: string[] = []
  const [, ...elements] = await result.getRows()
  let inside = 0
  for (const [name, children] of elements) {
    if (inside === 0) names.push(String(name))
    else inside -= 1
    inside += Number(children)
  }
  return names
}

async function averageRow(session: Session, file: string): Promise<number> {
  const sql = `
    SELECT coalesce(sum(total_uncompressed_size), 0)
      / greatest(1, (SELECT num_rows FROM parquet_file_metadata(${path(file)})))
    FROM parquet_metadata(${path(file)})`
  const result = await session.run({ sql, values: [] })
  return Number((await result.getRows())[0]?.[0])
}
