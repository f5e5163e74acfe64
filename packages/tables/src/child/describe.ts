import type { Operation, Result } from '../operation.ts'
import { openSession } from './session.ts'
import { filesOf, openTable, type TableColumn } from './table.ts'
import type { Work } from './work.ts'

export async function describe(work: Work, { source }: Operation<'columns'>): Promise<Result<'columns'>> {
  using session = await openSession(work, filesOf(source))
  const table = await openTable(session, source)
  return [...table.columns.values()].map(toColumn)
}

export function toColumn({ name, type }: TableColumn): { name: string; type: string } {
  return { name, type: type.alias ?? String(type) }
}
