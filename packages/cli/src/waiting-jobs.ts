import { setTimeout as delay } from 'node:timers/promises'
import type { JobWaiting } from '@assay/sdk'
import type { Session } from './session/session.ts'

interface Telling {
  readonly tell: (job_id: string, waiting: JobWaiting) => void
  readonly signal: AbortSignal
  /** Whether what is told replaces what was told before; else it is told less and less often. */
  readonly isLive: boolean
}

/** What starts at once is not worth a question. */
const firstPauseMs = 1_000
const longestPauseMs = { live: 2_000, lines: 15_000 }
/** Of more jobs at once nobody reads why they wait. */
const mostAsked = 40

/** Asks why jobs wait, and tells it, for as long as they do. What cannot be asked now is asked again. */
export async function tellWaiting(
  { assay }: Pick<Session, 'assay'>,
  waiting: ReadonlySet<string>,
  { tell, signal, isLive }: Telling,
): Promise<void> {
  const longest = isLive ? longestPauseMs.live : longestPauseMs.lines
  for (let pause = firstPauseMs; !signal.aborted; pause = Math.min(longest, 2 * pause)) {
    await delay(pause, undefined, { signal }).catch(() => undefined)
    for (const id of [...waiting].slice(0, mostAsked)) {
      if (signal.aborted) return
      const job = await assay.jobs.get(id, { signal }).catch(() => undefined)
      // it may have begun meanwhile
      if (job?.waiting && waiting.has(id)) tell(id, job.waiting)
    }
  }
}

/** Its place among the jobs that wait; undefined: it has none. */
export function placeOf(waiting: JobWaiting | null): string | undefined {
  if (waiting === null || waiting.position === null) return undefined
  return `${waiting.position} of yours, ${waiting.position_overall} of all`
}
