import type { Actor } from '@assay/access'
import { channels } from '@assay/engine'
import type { LogLines, logsInput } from '@assay/schemas'
import type { z } from 'zod'
import type { RunDeps } from '../deps.ts'
import { linesOf } from './lines.ts'
import { getReadableLog } from './log.ts'
import type { LogReading } from './reading.ts'

const lookAgainMs = 2_000
const linesAtOnce = 1_000

type Following = z.output<typeof logsInput> & {
  /** Where who comes back stood. */
  readonly seen?: Seen | undefined
  readonly signal?: AbortSignal | undefined
}

interface Seen {
  readonly attempt: number
  readonly line: number
}

/**
 * The lines of a log from any one on, each once and in order; with `follow`, those to come until the attempt has ended,
 * or, where none was named, those of later attempts too, until the job has. Throws JOB_NOT_FOUND as soon as the actor
 * may no longer read it.
 */
export async function* followLog(deps: RunDeps, actor: Actor, following: Following): AsyncGenerator<LogLines, void> {
  const { job_id, since_line, follow, seen, signal } = following
  const mayRead = everySoOften(() => getReadableLog(deps, actor, following))
  const { job } = await mayRead()
  using linesCome = deps.signals.watch(channels.logs, job_id)
  using jobsMove = deps.signals.watch(channels.events, job.run_id)
  let attempt = seen?.attempt ?? following.attempt ?? 0
  let line = seen?.line ?? since_line - 1
  for (;;) {
    const readable = await mayRead()
    if (attempt === 0) attempt = readable.attempt
    const reading = await deps.logs.read(deps, { job_id, attempt }, line)
    for (const lines of newLines(reading, line)) {
      line = lines.at(-1)?.number ?? line
      yield { attempt, lines }
      if (signal?.aborted) return
    }
    if (signal?.aborted) return
    if (reading.chunks.length > 0) continue
    const next = follow ? nextAttempt(reading, { attempt, isOnly: following.attempt !== undefined }) : undefined
    if (next === undefined) return
    const awaited = attempt > 0 && !reading.head.is_over ? linesCome : jobsMove
    if (next === attempt) await awaited.next(lookAgainMs, signal)
    else [attempt, line] = [next, 0]
  }
}

function* newLines({ chunks }: LogReading, after: number) {
  for (const chunk of chunks) {
    const last = chunk.first_line + chunk.lines - 1
    for (let line = Math.max(after, chunk.first_line - 1); line < last; line += linesAtOnce) {
      yield linesOf(chunk, { after_line: line, limit: linesAtOnce })
    }
  }
}

/** The attempt from which lines are yet to come; undefined: there are none. */
function nextAttempt(
  { head }: LogReading,
  { attempt, isOnly }: { readonly attempt: number; readonly isOnly: boolean },
): number | undefined {
  const isOver = attempt > 0 ? head.is_over : head.job_is_over
  if (!isOver && attempt > 0) return attempt
  if (isOnly) return isOver ? undefined : attempt
  if (head.job_attempt > attempt) return attempt + 1
  return head.job_is_over ? undefined : attempt
}

/** Calls again only when the last answer is some time old. */
function everySoOften<Answer>(call: () => Promise<Answer>): () => Promise<Answer> {
  let last: { readonly answer: Answer; readonly until: number } | undefined
  return async () => {
    if (!last || performance.now() >= last.until) {
      last = { answer: await call(), until: performance.now() + lookAgainMs }
    }
    return last.answer
  }
}
