import { type Actor, viewerOf } from '@assay/access'
import { type EventRow, getReadableRun, listEventsAfter } from '@assay/db'
import { channels, json } from '@assay/engine'
import type { Event } from '@assay/schemas'
import type { RunDeps } from './deps.ts'

const lookAgainMs = 2_000
const batch = 500

interface Following {
  readonly run_id: string
  /** The last seq that is known already; 0: none. */
  readonly after: number
  readonly signal?: AbortSignal | undefined
}

/**
 * The past and future events of a run, each once and in order; ends with the run's own end. Throws RUN_NOT_FOUND as
 * soon as the actor may no longer read it.
 */
export async function* followEvents(
  deps: RunDeps,
  actor: Actor,
  { run_id, after, signal }: Following,
): AsyncGenerator<Event, void> {
  using watch = deps.signals.watch(channels.events, run_id)
  const viewer = viewerOf(actor)
  let seen = after
  for (;;) {
    const run = await getReadableRun(deps.db, { id: run_id, viewer })
    for (const row of await listEventsAfter(deps.db, { run_id, after: seen, limit: batch })) {
      seen = row.seq
      yield toEvent(row)
    }
    if (signal?.aborted) return
    if (seen >= run.event_seq) {
      if (run.finished_at !== null) return
      await watch.next(lookAgainMs, signal)
    }
  }
}

function toEvent({ run_id, seq, job_id, type, data, created_at }: EventRow): Event {
  return { run_id, seq, job_id, type, data: json(data), created_at }
}
