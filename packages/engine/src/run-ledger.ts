import { type Database, storableJson } from '@assay/db'
import type { EventType, JobState } from '@assay/schemas'
import { sql, type Transaction } from 'kysely'
import { channels } from './channel.ts'
import type { EndedJob, EndedRun, OnRunsEnded } from './ended.ts'
import { isTerminal } from './legal-moves.ts'
import type { HeldHints, Transacting } from './transact.ts'

interface LockedRun {
  readonly id: string
  readonly owner_id: string
  readonly jobs_total: number
  state: JobState
  jobs_open: number
  jobs_failed: number
  jobs_stopped: number
  event_seq: number
}

/** What to do about runs that another transaction holds: wait for it, or leave them out. */
export interface Locking {
  readonly skip_locked: boolean
}

interface PendingEvent {
  readonly run_id: string
  readonly seq: number
  readonly job_id: string | null
  readonly type: EventType
  readonly data: Record<string, unknown>
}

/**
 * The rows of runs, locked, with what this transaction adds to them.
 *
 * Lock order, everywhere: runs first, in ascending id, in a statement of their own, then jobs. Whoever writes a job
 * holds its run, so claims, settles, stops and sweeps never wait for each other in a circle.
 *
 * Events take their seq from the counter on the locked row. The lock is held until commit, so order of seq is order of
 * commit, without gaps: a reader that has seen n will never meet an n-1 that commits later (as it would with a
 * sequence).
 *
 * Whoever waits for what has moved is hinted at it after the commit.
 */
export class RunLedger {
  readonly #trx: Transaction<Database>
  readonly #runs = new Map<string, LockedRun>()
  readonly #touched = new Set<LockedRun>()
  readonly #events: PendingEvent[] = []
  readonly #hints: HeldHints
  readonly #toStop: string[] = []
  /** Jobs that wait for a worker, unless they have found one since. */
  readonly #queued = new Set<string>()
  readonly #onRunsEnded: OnRunsEnded | undefined
  readonly #endedRuns: EndedRun[] = []
  readonly #endedJobs: EndedJob[] = []

  constructor({ db, hints, onRunsEnded }: Transacting) {
    this.#trx = db
    this.#hints = hints
    this.#onRunsEnded = onRunsEnded
  }

  /** A ledger of these runs, locked. */
  static async lock(deps: Transacting, run_ids: Iterable<string>): Promise<RunLedger> {
    const ledger = new RunLedger(deps)
    await ledger.lock(run_ids, { skip_locked: false })
    return ledger
  }

  /** Locks further runs. Whoever holds some already must not wait for others. */
  async lock(run_ids: Iterable<string>, { skip_locked }: Locking): Promise<void> {
    const ids = [...new Set(run_ids)].filter((id) => !this.#runs.has(id))
    if (ids.length === 0) return
    const { rows } = await sql<LockedRun>`
      select id, owner_id, jobs_total, state, jobs_open, jobs_failed, jobs_stopped, event_seq
      from runs where id = any(${ids}::uuid[]) order by id
      for update ${skip_locked ? sql`skip locked` : sql``}`.execute(this.#trx)
    for (const run of rows) this.#runs.set(run.id, run)
  }

  get run_ids(): string[] {
    return [...this.#runs.keys()]
  }

  has(run_id: string): boolean {
    return this.#runs.has(run_id)
  }

  /** Whether any of the runs has more than one job, so that a job may have dependents. */
  get has_graphs(): boolean {
    return this.#runs.values().some((run) => run.jobs_total > 1)
  }

  /** Notes that somebody has asked for the end of a run. */
  stopRequested(run_id: string): void {
    this.#append(this.#get(run_id), { job_id: null, type: 'run.stop_requested', data: {} })
    this.#toStop.push(run_id)
  }

  /** Notes what else has happened to a run. */
  noted(run_id: string, type: EventType): void {
    this.#append(this.#get(run_id), { job_id: null, type, data: {} })
  }

  /** Notes that a job has moved: its event, and what that means for the run. */
  jobMoved(
    job: { readonly run_id: string; readonly id: string; readonly state: JobState },
    type: EventType,
    data: Record<string, unknown> = {},
  ): void {
    const run = this.#get(job.run_id)
    if (job.state === 'running' && run.state === 'queued') {
      run.state = 'running'
      this.#append(run, { job_id: null, type: 'run.started', data: {} })
    }
    this.#append(run, { job_id: job.id, type, data })
    if (job.state === 'queued') this.#queued.add(job.id)
    else this.#queued.delete(job.id)
    if (isTerminal(job.state)) this.#jobEnded(run, job)
  }

  /** Notes what happened to a job without moving it. */
  told(job: { readonly run_id: string; readonly id: string }, type: EventType, data: Record<string, unknown>): void {
    this.#append(this.#get(job.run_id), { job_id: job.id, type, data })
  }

  #jobEnded(run: LockedRun, { id, state }: Pick<EndedJob, 'id' | 'state'>): void {
    const { owner_id } = run
    if (state !== 'skipped') this.#endedJobs.push({ id, run_id: run.id, owner_id, state })
    run.jobs_open -= 1
    if (state === 'failed') run.jobs_failed += 1
    if (state === 'stopped') run.jobs_stopped += 1
    if (run.jobs_open > 0) return
    run.state = run.jobs_failed > 0 ? 'failed' : run.jobs_stopped > 0 ? 'stopped' : 'succeeded'
    this.#append(run, { job_id: null, type: `run.${run.state}`, data: {} })
    this.#endedRuns.push({ id: run.id, owner_id, state: run.state })
  }

  /** Writes events and counters. Nothing else writes them, and nothing is written before. */
  async flush(): Promise<void> {
    if (this.#touched.size === 0) return
    const runs = JSON.stringify([...this.#touched])
    const ended = [...this.#touched].filter(({ jobs_open }) => jobs_open === 0).map(({ id }) => id)
    const events = storableJson(this.#events)
    await sql`
      with appended as (
        insert into events (run_id, seq, job_id, type, data)
        select run_id, seq, job_id, type, data
        from json_to_recordset(${events}::json) as e(run_id uuid, seq bigint, job_id uuid, type text, data jsonb)
      ), forgotten as (delete from run_secrets where run_id = any(${ended}::uuid[]))
      update runs set
        state = r.state, jobs_open = r.jobs_open, jobs_failed = r.jobs_failed, jobs_stopped = r.jobs_stopped,
        event_seq = r.event_seq,
        started_at = case when r.state = 'running' then coalesce(started_at, now()) else started_at end,
        finished_at = case when r.jobs_open = 0 then coalesce(finished_at, now()) end
      from json_to_recordset(${runs}::json)
        as r(id uuid, state text, jobs_open int, jobs_failed int, jobs_stopped int, event_seq bigint)
      where runs.id = r.id`.execute(this.#trx)
    await this.#follow()
    this.#hint()
    this.#touched.clear()
    this.#events.length = 0
    this.#toStop.length = 0
    this.#queued.clear()
  }

  /** What ends tells of itself once it is written. */
  async #follow(): Promise<void> {
    const [runs, jobs] = [this.#endedRuns.splice(0), this.#endedJobs.splice(0)]
    if (runs.length + jobs.length > 0) await this.#onRunsEnded?.(this.#trx, { runs, jobs })
  }

  #hint(): void {
    this.#hints.hint(
      channels.events,
      Array.from(this.#touched, ({ id }) => id),
    )
    if (this.#queued.size > 0) this.#hints.hint(channels.jobs)
    if (this.#toStop.length > 0) this.#hints.hint(channels.stops, [...this.#toStop])
  }

  #append(run: LockedRun, event: Pick<PendingEvent, 'job_id' | 'type' | 'data'>): void {
    run.event_seq += 1
    this.#touched.add(run)
    this.#events.push({ run_id: run.id, seq: run.event_seq, ...event })
  }

  #get(run_id: string): LockedRun {
    const run = this.#runs.get(run_id)
    if (!run) throw new Error(`run ${run_id} is not locked by this transaction`)
    return run
  }
}
