import { type Database, newId } from '@assay/db'
import type { HeldAttempt, JobState, Offers, Placement, Requirements } from '@assay/schemas'
import { type Kysely, sql, type Transaction } from 'kysely'
import { type Owners, platformPlacements } from './claim-request.ts'
import type { EngineDeps } from './deps.ts'
import { givesUpSeconds } from './giving-up.ts'
import { legalMoves } from './legal-moves.ts'
import { withoutLost } from './lost-attempts.ts'
import { freeOf, lockWorker, type Offering, Room } from './room.ts'
import { RunLedger } from './run-ledger.ts'
import { transactAround } from './transact.ts'

/** How long a session may go without renewal before its attempts are lost, in seconds, unless it says otherwise. */
export const leaseSeconds = 20

export interface WorkerSession {
  readonly name: string
  readonly slots: number
  readonly lease_seconds: number
  /** How long it may be out of reach before it kills what it executes; 900 unless given. */
  readonly gives_up_seconds?: number | undefined
  /** What it has in all; absent: it takes what requires nothing. */
  readonly offers?: Offers | undefined
  /** The kinds of jobs that it takes. */
  readonly kinds?: readonly string[] | undefined
  /** Which jobs are meant for it; those of the platform unless given. */
  readonly placements?: readonly Placement[] | undefined
  readonly version?: string | undefined
  /** Absent: a worker of the platform. */
  readonly registration_id?: string | undefined
  /** Whose jobs it takes; absent: everybody's. */
  readonly owners?: Owners | undefined
  /** Whether it is given no jobs; false unless given. */
  readonly is_draining?: boolean | undefined
}

interface OpenSession extends WorkerSession {
  readonly id: string
}

/** Opens a session: one narrow row whose renewal keeps every attempt of the worker, however many they are. */
export async function openWorkerSession(db: Kysely<Database>, session: WorkerSession): Promise<string> {
  const id = newId()
  await db
    .insertInto('workers')
    .values(rowOf({ id, ...session }))
    .execute()
  return id
}

function rowOf({ offers, kinds = [], placements = platformPlacements, owners, ...session }: OpenSession) {
  const { id, name, slots, lease_seconds, gives_up_seconds = givesUpSeconds, version = null } = session
  const { registration_id = null, is_draining = false } = session
  const taken = { kinds: [...kinds], placements: [...placements], offers: offers ? JSON.stringify(offers) : null }
  const draining_at = is_draining ? new Date().toISOString() : null
  const whose = {
    for_user_id: owners && 'user_id' in owners ? owners.user_id : null,
    for_group: owners && 'group' in owners ? owners.group : null,
  }
  return { id, name, slots, lease_seconds, gives_up_seconds, version, registration_id, ...taken, ...whose, draining_at }
}

/** Renews a session by the database's clock. A session that was deleted in between is opened again under its id. */
export async function renewWorkerSession(db: Kysely<Database>, session: OpenSession): Promise<void> {
  await db
    .insertInto('workers')
    .values(rowOf(session))
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ renewed_at: sql<string>`clock_timestamp()` }))
    .execute()
}

/** What a worker holds by our rows, to which its own view must yield. */
export async function listHeldAttempts(
  db: Kysely<Database>,
  worker_id: string,
): Promise<(HeldAttempt & { readonly stop_requested: boolean })[]> {
  const { rows } = await sql<HeldAttempt & { stop_requested: boolean }>`
    select id as job_id, run_id, attempt, stop_requested_at is not null as stop_requested
    from jobs where worker_id = ${worker_id} and state = 'running'`.execute(db)
  return rows
}

/**
 * Takes back attempts that were declared lost while this worker was out of reach, as long as nobody else has them: the
 * job still waits, with the same attempt number, and fits beside what the worker has taken since. Returns their ids;
 * the others must be killed.
 */
export async function readoptAttempts(
  deps: Pick<EngineDeps, 'db' | 'hints'>,
  { attempts, ...worker }: Offering & { readonly attempts: readonly HeldAttempt[] },
): Promise<Set<string>> {
  if (attempts.length === 0) return new Set()
  return transactAround(deps, async (held, trx) => {
    if (worker.offers) await lockWorker(trx, worker.worker_id, { skip_locked: false })
    const ledger = await RunLedger.lock(
      held,
      attempts.map((attempt) => attempt.run_id),
    )
    const fitting = await fittingOf(trx, attempts, worker)
    const { from, to, event } = legalMoves.readopted
    const own = { attempt: sql<number>`jobs.attempt`, worker_id: sql<string>`${worker.worker_id}::uuid` }
    const { rows } = await sql<{ id: string; run_id: string; name: string; state: JobState; attempt: number }>`
      update jobs set state = ${to}, worker_id = ${worker.worker_id}, ${withoutLost(own)}
      from json_to_recordset(${JSON.stringify(fitting)}::json) as a(job_id uuid, attempt int)
      where jobs.id = a.job_id and jobs.attempt = a.attempt and jobs.state = any(${from}::text[])
      returning jobs.id, jobs.run_id, jobs.name, jobs.state, jobs.attempt`.execute(trx)
    for (const job of rows) {
      ledger.jobMoved(job, event, { attempt: job.attempt, worker_id: worker.worker_id, name: job.name })
    }
    await ledger.flush()
    return new Set(rows.map((row) => row.id))
  })
}

async function fittingOf(
  trx: Transaction<Database>,
  attempts: readonly HeldAttempt[],
  { worker_id, offers }: Offering,
): Promise<readonly HeldAttempt[]> {
  if (!offers) return attempts
  const ids = attempts.map(({ job_id }) => job_id)
  const { rows } = await sql<{ id: string; requires: Requirements | null; gpus: number[] | null }>`
    select id, requires, gpus from jobs where id = any(${ids}::uuid[])`.execute(trx)
  const room = new Room(await freeOf(trx, { worker_id, offers }))
  const fit = new Set(rows.filter((job) => room.takeBack(job)).map(({ id }) => id))
  return attempts.filter(({ job_id }) => fit.has(job_id))
}

export async function closeWorkerSession(db: Kysely<Database>, id: string): Promise<void> {
  await db.deleteFrom('workers').where('id', '=', id).execute()
}
