import { AssayError } from '@assay/sdk'
import { CommandError } from '../command-error.ts'
import { visibleName } from '../terminal/visible-text.ts'

/** What could not be sent or saved, and why. */
export interface Failure {
  readonly path: string
  readonly code: string
  readonly message: string
}

/** After these nothing else would succeed either. */
const endOfAll = new Set([
  'ABORTED',
  'CONNECTION_FAILED',
  'TIMEOUT',
  'UNAUTHENTICATED',
  'CREDENTIALS_INVALID',
  'FORBIDDEN',
  'STORAGE_FULL',
])

interface Working<Item> {
  readonly items: readonly Item[]
  /** How many at once. */
  readonly atOnce: number
  readonly pathOf: (item: Item) => string
}

/** Works on several items at once; one that fails leaves the others alone. Throws what would fail for all. */
export async function sideBySide<Item>(
  { items, atOnce, pathOf }: Working<Item>,
  work: (item: Item) => Promise<void>,
): Promise<Failure[]> {
  const failures: Failure[] = []
  const waiting = items[Symbol.iterator]()
  let isOver = false
  const workOn = async () => {
    for (const item of waiting) {
      if (isOver) return
      try {
        await work(item)
      } catch (error) {
        failures.push(failureOf(error, pathOf(item)))
      }
    }
  }
  const end = async () => {
    try {
      await workOn()
    } catch (error) {
      isOver = true
      throw error
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, end))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return failures
}

/** What failed for one of several. Throws the error that would fail for all of them. */
export function failureOf(error: unknown, path: string): Failure {
  const failure = toFailure(error, path)
  if (!failure || endOfAll.has(failure.code)) throw error
  return failure
}

function toFailure(error: unknown, path: string): Failure | undefined {
  if (AssayError.is(error) || error instanceof CommandError) return { path, code: error.code, message: error.message }
  if (error instanceof Error && 'code' in error) return { path, code: String(error.code), message: error.message }
  return undefined
}

/** Says what failed, in data or in lines. */
export function requireNoFailures(failures: readonly Failure[], what: string): void {
  if (failures.length === 0) return
  const shown = failures.slice(0, mostLines).map(({ path, message }) => `  ${visibleName(path)}: ${message}`)
  const more = failures.length - shown.length
  const lines = more > 0 ? [...shown, `  and ${more} more`] : shown
  const count = failures.length === 1 ? '1 of them was' : `${failures.length} of them were`
  throw new CommandError(`${count} not ${what}:\n${lines.join('\n')}`, undefined, { data: { failed: failures } })
}

const mostLines = 50
