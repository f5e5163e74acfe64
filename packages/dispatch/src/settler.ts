import { setTimeout as delay } from 'node:timers/promises'
import type { AttemptEnding } from '@assay/schemas'
import type { Log } from './log.ts'
import type { Claimed, Wanted, WorkSource } from './work-source.ts'

const batchAtMost = 500
const retryMs = 250
const mayBeMore: Claimed = { jobs: [], is_partial: true }

/** Settles ended attempts: all that ended while the last batch was being settled are the next batch. */
export interface Settler {
  settle(ending: AttemptEnding): void
  /** Whether an attempt's end is known but not yet settled. */
  isPending(job_id: string): boolean
  /** Resolves when nothing is left to settle. */
  idle(): Promise<void>
}

interface SettlerDeps {
  readonly source: Pick<WorkSource, 'settle' | 'isOutage'>
  readonly log: Log
  /** Says what is wanted after the next batch; undefined: nothing. Each answer but that is followed by `onSettled`. */
  readonly wanted: () => Wanted | undefined
  /** Hears of each batch that was settled, or not, and of what was taken with it. */
  readonly onSettled: (claimed: Claimed) => void
}

/** A settler that waits until its source is within reach again. */
export function createSettler({ source, log, wanted, onSettled }: SettlerDeps): Settler {
  const pending: AttemptEnding[] = []
  const unsettled = new Set<string>()
  let settling: Promise<void> | undefined

  async function settleAll(): Promise<void> {
    try {
      // what ends in this turn of the event loop joins the first batch
      await new Promise(setImmediate)
      while (pending.length > 0) await settleNext()
    } finally {
      // here and not in a callback: what ends between the last look at pending and that callback would wait for ever
      settling = undefined
    }
  }

  async function settleNext(): Promise<void> {
    const batch = pending.slice(0, batchAtMost)
    const claimed = await settleBatch(batch, wanted())
    onSettled(claimed ?? mayBeMore)
    if (!claimed) return delay(retryMs)
    pending.splice(0, batch.length)
    for (const { job_id } of batch) unsettled.delete(job_id)
  }

  /** Settles a batch, and says what was taken with it; undefined: the source is out of reach, try again. */
  async function settleBatch(batch: readonly AttemptEnding[], next?: Wanted | undefined): Promise<Claimed | undefined> {
    try {
      const { moved, ...claimed } = await source.settle(batch, next)
      if (moved.size < batch.length) log.info({ late: batch.length - moved.size }, 'superseded attempts ended')
      return next ? claimed : mayBeMore
    } catch (error) {
      return source.isOutage(error) ? undefined : settleApart(batch, error)
    }
  }

  /** One ending that the source refuses must not hold up the others: its job is failed instead. */
  async function settleApart(batch: readonly AttemptEnding[], error: unknown): Promise<Claimed | undefined> {
    const [only] = batch
    if (batch.length > 1) {
      for (const ending of batch) if (!(await settleBatch([ending]))) return undefined
      return mayBeMore
    }
    log.error({ error, job_id: only?.job_id }, 'an attempt could not be settled')
    if (only?.end.kind !== 'succeeded') return mayBeMore
    const { job_id } = only
    const message = `The result could not be kept. The log has the details under the job_id ${job_id}.`
    const refused = { code: 'INTERNAL', message, data: { job_id } }
    return settleBatch([{ ...only, end: { kind: 'failed', error: refused, retryable: false } }])
  }

  return {
    settle(ending) {
      pending.push(ending)
      unsettled.add(ending.job_id)
      settling ??= settleAll()
    },
    isPending: (job_id) => unsettled.has(job_id),
    async idle() {
      while (settling) await settling
    },
  }
}
