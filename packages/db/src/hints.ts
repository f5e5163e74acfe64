import { type Kysely, sql } from 'kysely'
import type { Log } from './log.ts'

/** Postgres refuses payloads of 8,000 bytes and more. */
const longestPayloadBytes = 7_500

/** Tells listeners that something may have changed; merged, never waited for, never an error of the caller. */
export interface Hints extends AsyncDisposable {
  /** Call it after the commit. Without ids it means: look at everything. */
  hint(channel: string, ids?: readonly string[]): void
}

export interface HintsOptions {
  /** At most one notification per channel in this time; 5 unless given. */
  readonly interval_ms?: number
  readonly log?: Log
}

type Pending = Set<string> | 'everything'

/** Sends hints over `NOTIFY`, at most one per channel and interval for the whole process. */
export function createHints<DB>(db: Kysely<DB>, { interval_ms = 5, log }: HintsOptions = {}): Hints {
  const pending = new Map<string, Pending>()
  let sending: Promise<void> | undefined
  let scheduled = false
  let sent_at = Number.NEGATIVE_INFINITY

  function schedule() {
    if (scheduled || sending !== undefined || pending.size === 0) return
    scheduled = true
    const wait_ms = sent_at + interval_ms - performance.now()
    if (wait_ms > 0) setTimeout(send, wait_ms)
    else setImmediate(send)
  }

  function send() {
    scheduled = false
    if (pending.size === 0 || sending !== undefined) return
    const entries = [...pending]
    pending.clear()
    sent_at = performance.now()
    sending = notify(db, entries)
      .catch((error: unknown) => log?.warn({ error }, 'could not send a hint'))
      .finally(() => {
        sending = undefined
        schedule()
      })
  }

  return {
    hint(channel, ids) {
      pending.set(channel, merge(pending.get(channel), ids))
      schedule()
    },
    async [Symbol.asyncDispose]() {
      while (sending !== undefined || pending.size > 0) {
        send()
        await sending
      }
    },
  }
}

/** The ids of a notification; undefined when it means: look at everything. */
export function parseHint(payload: string): string[] | undefined {
  return payload === '' ? undefined : payload.split(',')
}

function merge(before: Pending | undefined, ids: readonly string[] | undefined): Pending {
  if (ids === undefined || before === 'everything') return 'everything'
  const merged = before ?? new Set()
  for (const id of ids) merged.add(id)
  return merged
}

async function notify<DB>(db: Kysely<DB>, entries: readonly [string, Pending][]): Promise<void> {
  const channels = entries.map(([channel]) => channel)
  const payloads = entries.map(([, pending]) => toPayload(pending))
  const hints = sql`unnest(${channels}::text[], ${payloads}::text[]) as hint (channel, payload)`
  await sql`select pg_notify(channel, payload) from ${hints}`.execute(db)
}

function toPayload(pending: Pending): string {
  if (pending === 'everything') return ''
  const payload = [...pending].join(',')
  return Buffer.byteLength(payload) > longestPayloadBytes ? '' : payload
}
