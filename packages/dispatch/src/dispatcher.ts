import type { CoreDeps } from '@assay/core'
import { isConnectionError, type JobRow } from '@assay/db'
import {
  channels,
  claimJobs,
  closeWorkerSession,
  leaseSeconds,
  openWorkerSession,
  renewWorkerSession,
  sweepLostAttempts,
} from '@assay/engine'
import { type JobKind, jobKind } from '@assay/schemas'
import { type Attempt, endAll, startAttempt } from './attempt.ts'
import { createHeldCheck } from './held-check.ts'
import { createProgressNotes, type ProgressNotes } from './progress-notes.ts'
import type { Runners } from './runner.ts'
import { createSettler, type Settler } from './settler.ts'
import { every, within } from './timing.ts'

export interface DispatcherOptions {
  /** What other sessions call this worker. */
  readonly name: string
  /** Jobs at once. */
  readonly slots: number
  readonly runners: Runners
  /** Jobs of a user that run at once, unless the user has a number of their own; absent: any number. */
  readonly max_running_jobs_per_user?: number | undefined
  /** How long the session may go without renewal, in seconds; 20 unless given. It is renewed four times as often. */
  readonly lease_seconds?: number
}

type Deps = Pick<CoreDeps, 'db' | 'hints' | 'signals' | 'log'>

/** Hints may be lost, and delayed retries come due without one. */
const pollMs = 1_000
/** How long a drain waits for a database that is away; after that the lease ends what is left. */
const settleAtMostMs = 10_000

/** Opens a session and starts to claim. */
export async function startDispatcher(deps: Deps, options: DispatcherOptions): Promise<Dispatcher> {
  const { name, slots, max_running_jobs_per_user, lease_seconds = leaseSeconds } = options
  const worker_id = await openWorkerSession(deps.db, { name, slots, lease_seconds })
  return new Dispatcher(deps, { ...options, max_running_jobs_per_user, lease_seconds, worker_id })
}

/** Claims jobs into free slots, executes them, and settles their ends. */
export class Dispatcher {
  readonly worker_id: string
  readonly #deps: Deps
  readonly #options: Required<DispatcherOptions>
  readonly #kinds: readonly JobKind[]
  readonly #attempts = new Map<string, Attempt>()
  readonly #notes: ProgressNotes
  readonly #settler: Settler
  readonly #look: () => Promise<void>
  readonly #ends: readonly (() => void)[]
  #claiming: Promise<void> | undefined
  #again = false
  #draining = false

  constructor(deps: Deps, { worker_id, ...options }: Required<DispatcherOptions> & { readonly worker_id: string }) {
    this.worker_id = worker_id
    this.#deps = deps
    this.#options = options
    this.#kinds = jobKind.options.filter((kind) => options.runners[kind])
    this.#notes = createProgressNotes(deps)
    this.#settler = createSettler(deps, () => this.#fill())
    this.#look = createHeldCheck(deps, {
      worker_id,
      attempts: this.#attempts,
      isSettling: (job_id) => this.#settler.isPending(job_id),
      handBack: (attempt) => this.#settler.settle({ ...attempt, worker_id, end: { kind: 'handed_back' } }),
    })
    this.#ends = [
      deps.signals.subscribe(channels.jobs, () => this.#fill()),
      deps.signals.subscribe(channels.stops, () => void this.#look().catch(this.#report('look at what it holds'))),
      every(pollMs, async () => this.#fill()),
      every((options.lease_seconds * 1000) / 4, () => this.#renew().catch(this.#report('renew its session'))),
    ]
    this.#fill()
  }

  /** Claims no more and waits for what runs; after `timeout_ms` (30,000 unless given) hands it back, which does not count. */
  async drain({ timeout_ms = 30_000 }: { readonly timeout_ms?: number } = {}): Promise<void> {
    this.#draining = true
    await this.#claiming
    const finished = Promise.all([...this.#attempts.values()].map((attempt) => attempt.ended))
    await within(timeout_ms, finished)
    endAll(this.#attempts.values(), 'handed_back')
    await finished
    await within(settleAtMostMs, this.#settler.idle())
    for (const end of this.#ends) end()
    await this.#notes[Symbol.asyncDispose]()
    await closeWorkerSession(this.#deps.db, this.worker_id).catch(this.#report('close its session'))
  }

  /** Claims as long as there are free slots and jobs to fill them; a call during a claim is followed by another claim. */
  #fill(): void {
    this.#again = true
    this.#claiming ??= this.#claimAll().finally(() => {
      this.#claiming = undefined
    })
  }

  async #claimAll(): Promise<void> {
    while (this.#again && !this.#draining) {
      this.#again = false
      const free = this.#options.slots - this.#attempts.size
      if (free <= 0) return
      // after a failure the next poll tries again
      await this.#claim(free).catch(this.#report('claim jobs'))
    }
  }

  async #claim(slots: number): Promise<void> {
    const { db, hints } = this.#deps
    const { max_running_jobs_per_user: max_running_per_owner } = this.#options
    const jobs = await claimJobs(db, { worker_id: this.worker_id, slots, kinds: this.#kinds, max_running_per_owner })
    for (const job of jobs) this.#start(job)
    if (jobs.length > 0) hints.hint(channels.events, [...new Set(jobs.map((job) => job.run_id))])
    // fewer than free slots may mean that others were in the way
    this.#again ||= jobs.length > 0
  }

  #start(job: JobRow): void {
    const runner = this.#options.runners[job.kind]
    if (!runner) throw new Error(`claimed a job of kind ${job.kind} without a runner`)
    const identity = { job_id: job.id, run_id: job.run_id, attempt: job.attempt, worker_id: this.worker_id }
    const attempt = startAttempt(job, runner, {
      progress: (done, total) => this.#notes.note({ ...identity, done, total }),
      log: this.#deps.log,
    })
    this.#attempts.set(job.id, attempt)
    void attempt.ended.then((end) => {
      // one that was superseded may end after a newer attempt of its job has begun here
      if (this.#attempts.get(job.id) === attempt) this.#attempts.delete(job.id)
      this.#notes.forget(job.id)
      if (end) this.#settler.settle({ ...identity, end })
      this.#fill()
    })
  }

  async #renew(): Promise<void> {
    const { db, hints, signals } = this.#deps
    const { name, slots, lease_seconds } = this.#options
    await renewWorkerSession(db, { id: this.worker_id, name, slots, lease_seconds })
    await this.#look()
    const lost = await sweepLostAttempts(db, { standing_ms: signals.standing_ms, lease_seconds })
    if (lost.length === 0) return
    hints.hint(channels.jobs)
    hints.hint(channels.events, lost)
  }

  /** A database that is away is no news: everything here is tried again. */
  #report(what: string) {
    return (error: unknown) => {
      if (!isConnectionError(error)) this.#deps.log.error({ error }, `the worker could not ${what}`)
    }
  }
}
