import type { Column } from '@assay/schemas'
import { DuckDBStructType, type DuckDBType } from '@duckdb/node-api'
import type { Operation, Result } from '../operation.ts'
import { openSession } from './session.ts'
import { filesOf, openTable } from './table.ts'
import type { TableColumn } from './table-column.ts'
import type { Work } from './work.ts'

export async function describe(work: Work, { source }: Operation<'columns'>): Promise<Result<'columns'>> {
  using session = await openSession(work, filesOf(source))
  const table = await openTable(session, source)
  return [...table.columns.values()].map(toColumn)
}

export function toColumn({ name, type }: TableColumn): Column {
  const fields = fieldPaths(type, name).slice(0, mostFields)
  return { name, type: type.alias ?? String(type), ...(fields.length > 0 && { fields }) }
}

const mostFields = 200

/** The paths of the fields of objects, those within others after these. */
function fieldPaths(type: DuckDBType, path: string): string[] {
  if (!(type instanceof DuckDBStructType)) return []
  return type.entryNames.flatMap((name, index) => {
    const inner = `${path}.${name}`
    const entry = type.entryTypes[index]
    return entry ? [inner, ...fieldPaths(entry, inner)] : []
  })
}
