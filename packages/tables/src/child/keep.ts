import type { Operation, Result } from '../operation.ts'
import { copyToParquet } from './output.ts'
import { openSession } from './session.ts'
import { identifier, path, text } from './sql.ts'
import type { Work } from './work.ts'

/** The rows of the spool are objects by column position. */
export async function keep(work: Work, request: Operation<'keep'>): Promise<Result<'keep'>> {
  const { spool_path, columns, bytes_per_row } = request
  using session = await openSession(work, [spool_path])
  const types = columns.map(({ type }, index) => `${text(String(index))}: ${text(type)}`)
  const names = columns.map(({ name }, index) => `${identifier(String(index))} AS ${identifier(name)}`)
  const select = `
    SELECT ${names.join(', ')}
    FROM read_json(${path(spool_path)}, format = 'newline_delimited', columns = {${types.join(', ')}})`
  const { rowsChanged } = await session.run({ sql: copyToParquet(work, select, bytes_per_row), values: [] })
  return { rows: rowsChanged }
}
