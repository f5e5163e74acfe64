import { isConnectionError, isRetryableTransaction, type LogIdentity } from '@assay/db'
import type { Wanted, WorkSource } from '@assay/dispatch'
import {
  appendLogs,
  type ClaimRequest,
  channels,
  claimJobs,
  closeWorkerSession,
  type EngineDeps,
  leaseSeconds,
  listHeldAttempts,
  noteProgress,
  openWorkerSession,
  readoptAttempts,
  renewWorkerSession,
  settleAndClaim,
  settleAttempts,
  sweepLostAttempts,
} from '@assay/engine'
import type { Offers } from '@assay/schemas'

export interface OwnWorkOptions {
  /** What other sessions call this worker. */
  readonly name: string
  /** Jobs at once. */
  readonly slots: number
  /** What its jobs may require in all; absent: it takes what requires nothing. */
  readonly offers?: Offers | undefined
  /** The kinds of jobs that it takes. */
  readonly kinds: readonly string[]
  readonly version?: string | undefined
  /** Jobs of a user that run at once, unless the user has a number of their own; absent: any number. */
  readonly max_running_jobs_per_user?: number | undefined
  /** How long the session may go without renewal, in seconds; 20 unless given. It is renewed four times as often. */
  readonly lease_seconds?: number | undefined
  /** Called with the logs that are complete, which can be moved to storage. */
  readonly onLogs?: ((logs: readonly LogIdentity[]) => Promise<void>) | undefined
}

/** Opens a session of a worker that has the database. */
export async function openOwnWork(deps: EngineDeps, options: OwnWorkOptions): Promise<WorkSource> {
  const {
    name,
    slots,
    offers,
    kinds,
    version,
    max_running_jobs_per_user,
    lease_seconds = leaseSeconds,
    onLogs,
  } = options
  const { db, signals } = deps
  const session = { name, slots, lease_seconds, offers, kinds, version }
  const worker_id = await openWorkerSession(db, session)
  return {
    worker_id,
    renewal_ms: (lease_seconds * 1000) / 4,
    claim: (wanted) => claimJobs(deps, toRequest(wanted)),
    held: () => listHeldAttempts(db, worker_id),
    readopt: (attempts) => readoptAttempts(deps, { worker_id, offers, attempts }),
    async settle(endings, wanted) {
      const settlements = endings.map((ending) => ({ ...ending, worker_id }))
      if (wanted) return settleAndClaim(deps, { settlements, request: toRequest(wanted) })
      return { moved: await settleAttempts(deps, settlements), jobs: [], is_partial: false }
    },
    note: (progress) => noteProgress(deps, progress),
    async log(entries) {
      const complete = await appendLogs(deps, { worker_id, entries })
      if (complete.length > 0) await onLogs?.(complete)
    },
    async renew() {
      await renewWorkerSession(db, { id: worker_id, ...session })
      await sweepLostAttempts(deps, { standing_ms: signals.standing_ms, lease_seconds })
    },
    close: () => closeWorkerSession(db, worker_id),
    watch({ jobs, stops }) {
      const ends = [signals.subscribe(channels.jobs, jobs), signals.subscribe(channels.stops, stops)]
      return () => {
        for (const end of ends) end()
      }
    },
    isOutage: (error) => isConnectionError(error) || isRetryableTransaction(error),
  }

  function toRequest(wanted: Wanted): ClaimRequest {
    return { ...wanted, worker_id, offers, max_running_per_owner: max_running_jobs_per_user }
  }
}
