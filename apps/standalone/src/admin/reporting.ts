import { isDiskFull } from '@assay/db'
import type { Progress } from '@assay/moving'
import { StartError } from '@assay/program'
import { DomainError } from '@assay/schemas'

const lineEveryMs = 5_000
const redrawEveryMs = 200

/** Shows on stderr how far something has come: one line that changes, or one now and then where it is no terminal. */
export function progressLine(stream = process.stderr): { tell(progress: Progress): void; end(): void } {
  let shown_at = performance.now()
  let is_drawn = false
  return {
    tell(progress) {
      const now = performance.now()
      if (now - shown_at < (stream.isTTY ? redrawEveryMs : lineEveryMs)) return
      shown_at = now
      is_drawn = stream.isTTY
      stream.write(stream.isTTY ? `\r\u001b[K${lineOf(progress)}` : `${lineOf(progress)}\n`)
    },
    end() {
      if (is_drawn) stream.write('\r\u001b[K')
      is_drawn = false
    },
  }
}

function lineOf({ doing, done_bytes, total_bytes }: Progress): string {
  if (total_bytes === undefined) return `${doing}: ${bytes(done_bytes)}`
  const percent = total_bytes === 0 ? 100 : Math.floor((100 * done_bytes) / total_bytes)
  return `${doing}: ${bytes(done_bytes)} of ${bytes(total_bytes)} (${percent} %)`
}

const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']

export function bytes(count: number): string {
  const power = count < 1 ? 0 : Math.min(Math.floor(Math.log2(count) / 10), units.length - 1)
  return `${(count / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

/** Does work that the operator may interrupt. What is theirs to mend is told in a line. */
export async function working<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (signal.aborted)
      throw new StartError('Interrupted. What was begun does not count; run it again.', { cause: error })
    if (isDiskFull(error) || DomainError.is(error, 'STORAGE_FULL')) {
      const what = error instanceof Error ? error.message : String(error)
      throw new StartError(`There is no room left (${what}). Make room, and run it again.`, { cause: error })
    }
    throw error
  }
}
