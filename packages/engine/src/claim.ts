import type { Database } from '@assay/db'
import type { ClaimedJob } from '@assay/schemas'
import { sql, type Transaction } from 'kysely'
import { type Candidate, nextCandidates } from './candidates.ts'
import type { ClaimRequest } from './claim-request.ts'
import type { EngineDeps } from './deps.ts'
import { legalMoves } from './legal-moves.ts'
import { withinLimits } from './limits.ts'
import { freeOf, lockWorker, Room } from './room.ts'
import { type Locking, RunLedger } from './run-ledger.ts'
import { transactAround } from './transact.ts'

export interface Claimed {
  readonly jobs: readonly ClaimedJob[]
  /** Whether the next claim may get more: others held some, or some did not fit beside what was taken. */
  readonly is_partial: boolean
}

/**
 * Takes the next jobs for a worker and starts an attempt of each.
 *
 * First without waiting: runs that another transaction holds are left to the next time. Only when everything that could
 * be taken is held does it wait for those runs, so that a lone big run is not starved by its own settles; and when
 * another worker took all of it meanwhile, it looks again, because what comes next may be free.
 */
export async function claimJobs(deps: Pick<EngineDeps, 'db' | 'hints'>, request: ClaimRequest): Promise<Claimed> {
  for (let skip_locked = true; ; skip_locked = false) {
    const claimed = await transactAround(deps, async (held) => {
      const ledger = new RunLedger(held)
      const taken = await claimInto(ledger, { trx: held.db, request, locking: { skip_locked } })
      await ledger.flush()
      return taken
    })
    if (claimed.jobs.length > 0 || !claimed.is_partial) return claimed
  }
}

interface Claiming {
  readonly trx: Transaction<Database>
  readonly request: ClaimRequest
  readonly locking: Locking
}

/** The same, once, as a part of what a transaction does; while it holds runs, it must not wait for others. */
export async function claimInto(ledger: RunLedger, { trx, request, locking }: Claiming): Promise<Claimed> {
  const { worker_id, offers } = request
  // another claim for the same worker is under way: what it leaves is known when it has ended
  if (offers && !(await lockWorker(trx, worker_id, locking))) return { jobs: [], is_partial: true }
  const free = offers && (await freeOf(trx, { worker_id, offers }))
  const candidates = await nextCandidates(trx, request, free)
  const fitting = free ? new Room(free).fill(candidates) : candidates.map((candidate) => ({ ...candidate, gpus: null }))
  const allowed = await withinLimits(trx, fitting, locking)
  await ledger.lock(
    allowed.map((candidate) => candidate.run_id),
    locking,
  )
  const unheld = allowed.filter((candidate) => ledger.has(candidate.run_id))
  const jobs = unheld.length === 0 ? [] : await startAttempts(trx, unheld, request)
  for (const job of jobs) {
    ledger.jobMoved({ ...job, state: legalMoves.claimed.to }, legalMoves.claimed.event, {
      attempt: job.attempt,
      worker_id,
      name: job.name,
    })
  }
  return { jobs, is_partial: jobs.length < candidates.length }
}

/** As in a settle, the state that jobs leave comes as data, to keep the planner off the partial index of that state. */
async function startAttempts(
  trx: Transaction<Database>,
  candidates: readonly (Candidate & { readonly gpus: readonly number[] | null })[],
  { worker_id, phase }: ClaimRequest,
): Promise<ClaimedJob[]> {
  const { rows } = await sql<ClaimedJob>`
    update jobs set state = ${legalMoves.claimed.to}, attempt = attempt + 1, attempts_left = attempts_left - 1,
      worker_id = ${worker_id}, gpus = c.gpus, started_at = coalesce(started_at, now()),
      available_at = null, unplaceable_since = null,
      progress_done = null, progress_total = null, phase = ${phase ?? null}
    from json_to_recordset(${JSON.stringify(candidates)}::json) as c(id uuid, state text, gpus int[])
    where jobs.id = c.id and jobs.state = c.state
    returning jobs.id, jobs.run_id, jobs.owner_id, jobs.name, jobs.kind, jobs.spec, jobs.requires, jobs.gpus,
      jobs.attempt, jobs.worker_id
  `.execute(trx)
  return rows
}
