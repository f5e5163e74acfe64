import { setTimeout as delay } from 'node:timers/promises'
import type { CoreDeps } from '@assay/core'
import { isConnectionError, isRetryableTransaction } from '@assay/db'
import { channels, type Settlement, settleAttempts } from '@assay/engine'

const batchAtMost = 500
const retryMs = 250

/** Settles ended attempts: all that ended while the last batch was being settled are the next batch. */
export interface Settler {
  settle(settlement: Settlement): void
  /** Whether an attempt's end is known but not yet settled. */
  isPending(job_id: string): boolean
  /** Resolves when nothing is left to settle. */
  idle(): Promise<void>
}

/** A settler that waits out a lost database; `onSettled` hears of each batch. */
export function createSettler(deps: Pick<CoreDeps, 'db' | 'hints' | 'log'>, onSettled: () => void): Settler {
  const pending: Settlement[] = []
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
    if (!(await settleBatch(deps, batch))) return delay(retryMs)
    pending.splice(0, batch.length)
    for (const { job_id } of batch) unsettled.delete(job_id)
    onSettled()
  }

  return {
    settle(settlement) {
      pending.push(settlement)
      unsettled.add(settlement.job_id)
      settling ??= settleAll()
    },
    isPending: (job_id) => unsettled.has(job_id),
    async idle() {
      while (settling) await settling
    },
  }
}

/** Settles a batch; false: the database is away, try again. */
async function settleBatch(
  deps: Pick<CoreDeps, 'db' | 'hints' | 'log'>,
  batch: readonly Settlement[],
): Promise<boolean> {
  try {
    const { moved, freed } = await settleAttempts(deps.db, batch)
    if (freed > 0) deps.hints.hint(channels.jobs)
    deps.hints.hint(channels.events, [...new Set(batch.map((settlement) => settlement.run_id))])
    if (moved.size < batch.length) deps.log.info({ late: batch.length - moved.size }, 'superseded attempts ended')
    return true
  } catch (error) {
    if (isConnectionError(error) || isRetryableTransaction(error)) return false
    return settleApart(deps, batch, error)
  }
}

/** One settlement that the database refuses must not hold up the others: it is failed instead. */
async function settleApart(
  deps: Pick<CoreDeps, 'db' | 'hints' | 'log'>,
  batch: readonly Settlement[],
  error: unknown,
): Promise<boolean> {
  const [only] = batch
  if (batch.length > 1) {
    for (const settlement of batch) if (!(await settleBatch(deps, [settlement]))) return false
    return true
  }
  deps.log.error({ error, job_id: only?.job_id }, 'an attempt could not be settled')
  if (only?.end.kind !== 'succeeded') return true
  const refused = { code: 'INTERNAL', message: 'The result could not be kept.', data: {} }
  return settleBatch(deps, [{ ...only, end: { kind: 'failed', error: refused, retryable: false } }])
}
