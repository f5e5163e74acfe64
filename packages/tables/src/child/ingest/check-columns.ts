import type { Session } from '../session.ts'
import { exampleColumn } from '../table.ts'
import { unknownColumn } from '../unknown-column.ts'
import { tableInvalid } from './table-invalid.ts'

const mostColumns = 10_000
const longestName = 1000
const reserved: ReadonlySet<string> = new Set([exampleColumn, 'file_row_number'])

export interface NamedColumns {
  readonly names: readonly string[]
  readonly line?: number | undefined
  readonly required: readonly string[]
}

/**
 * Refuses names that are missing, repeated, reserved or too many, and files that lack a required column; reserves
 * memory for the others.
 */
export async function checkColumns(session: Session, { names, line, required }: NamedColumns): Promise<void> {
  const refuse = (reason: string, hint: string, column?: string) => tableInvalid({ reason, hint, line, column })
  if (names.length > mostColumns) {
    throw refuse(`The file has ${names.length} columns.`, `At most ${mostColumns} are possible: leave some out.`)
  }
  const positions = new Map<string, number>()
  for (const [index, name] of names.entries()) {
    const position = String(index + 1)
    const before = positions.get(fold(name))
    if (name.trim() === '') throw refuse('The column has no name.', 'Name every column in the header.', position)
    if (name.length > longestName) throw refuse('The name of the column is too long.', 'Shorten it.', position)
    if (before !== undefined) {
      const reason = `Columns ${before} and ${position} have the same name, letter case aside.`
      throw refuse(reason, 'Rename one of them.', name)
    }
    if (reserved.has(fold(name))) {
      throw refuse(`The name "${name}" is reserved for the number of a row.`, 'Rename the column.', name)
    }
    positions.set(fold(name), index + 1)
  }
  for (const name of required) if (!names.includes(name)) throw await unknownColumn(session, name, names)
  await session.makeRoom(names.length)
}

/** As DuckDB does, which ignores the case of ASCII letters only. */
function fold(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
}
