import type { ClaimedJob } from '@assay/schemas'
import { type Attempt, endAll, startAttempt } from './attempt.ts'
import type { LogBounds } from './attempt-log/kept-lines.ts'
import { createLogWriter, type LogWriter } from './attempt-log/log-writer.ts'
import { createHeldCheck } from './held-check.ts'
import type { Log } from './log.ts'
import { createProgressNotes, type ProgressNotes } from './progress-notes.ts'
import type { Runners } from './runner.ts'
import { createSettler, type Settler } from './settler.ts'
import { every, within } from './timing.ts'
import type { Claimed, Wanted, WorkSource } from './work-source.ts'

export interface DispatcherOptions {
  readonly source: WorkSource
  /** Jobs at once. */
  readonly slots: number
  readonly runners: Runners
  readonly log: Log
  /** How much of the log of an attempt is kept. */
  readonly log_bounds?: LogBounds | undefined
}

/** Hints may be lost, and delayed retries come due without one. */
const pollMs = 1_000
/** How long a drain waits for a source that is out of reach; after that the lease ends what is left. */
const settleAtMostMs = 10_000

/** Takes jobs into free slots, executes them, and settles their ends; begins at once. */
export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #kinds: readonly string[]
  readonly #attempts = new Map<string, Attempt>()
  readonly #notes: ProgressNotes
  readonly #logs: LogWriter
  readonly #closing = new Set<Promise<void>>()
  readonly #settler: Settler
  readonly #look: () => Promise<void>
  readonly #ends: readonly (() => void)[]
  /** Under way: one claim at a time, or free slots would be filled twice. */
  #claiming: Promise<void> | undefined
  #turn: PromiseWithResolvers<void> | undefined
  #again = false
  #renewed_at = performance.now()
  #draining = false

  constructor(options: DispatcherOptions) {
    const { source, log, runners } = options
    this.#options = options
    this.#kinds = Object.keys(runners)
    this.#notes = createProgressNotes(source, log)
    this.#logs = createLogWriter({ source, log, bounds: options.log_bounds })
    this.#settler = createSettler({
      source,
      log,
      wanted: () => this.#beginTurn(),
      onSettled: (claimed) => this.#endTurn(claimed),
    })
    this.#look = createHeldCheck({
      source,
      attempts: this.#attempts,
      isSettling: (job_id) => this.#settler.isPending(job_id),
      handBack: (attempt) => this.#settler.settle({ ...attempt, end: { kind: 'handed_back' } }),
    })
    this.#ends = [
      source.watch({
        jobs: () => this.#fill(),
        stops: () => void this.#look().catch(this.#report('look at what it holds')),
      }),
      every(pollMs, async () => {
        this.#giveUp()
        this.#fill()
      }),
      every(source.renewal_ms, () => this.#renew().catch(this.#report('renew its session'))),
    ]
    this.#fill()
  }

  /**
   * Claims no more and waits for what runs; after `timeout_ms` (30,000 unless given) hands it back, which does not
   * count.
   */
  async drain({ timeout_ms = 30_000 }: { readonly timeout_ms?: number } = {}): Promise<void> {
    this.#draining = true
    await this.#claiming
    const finished = Promise.all([...this.#attempts.values()].map((attempt) => attempt.ended))
    await within(timeout_ms, finished)
    endAll(this.#attempts.values(), 'handed_back')
    await finished
    await within(
      settleAtMostMs,
      Promise.all(this.#closing).then(() => this.#settler.idle()),
    )
    for (const end of this.#ends) end()
    await this.#notes[Symbol.asyncDispose]()
    await this.#options.source.close().catch(this.#report('close its session'))
  }

  /**
   * Claims as long as there are free slots and jobs to fill them; a call during a claim is followed by another claim.
   */
  #fill(): void {
    this.#again = true
    this.#claiming ??= this.#claimAll().finally(() => {
      this.#claiming = undefined
    })
  }

  /** Lets the next settle claim; undefined: a claim is under way already, or there is no slot. */
  #beginTurn(): Wanted | undefined {
    const slots = this.#freeSlots
    if (this.#claiming || this.#draining || slots <= 0) return undefined
    this.#again = false
    this.#turn = Promise.withResolvers()
    this.#claiming = this.#turn.promise
    return { slots, kinds: this.#kinds }
  }

  #endTurn({ jobs, is_partial }: Claimed): void {
    if (this.#turn) {
      this.#claiming = undefined
      this.#turn.resolve()
      this.#turn = undefined
    }
    for (const job of jobs) this.#start(job)
    if (is_partial || this.#again) this.#fill()
  }

  get #freeSlots(): number {
    return this.#options.slots - this.#attempts.size
  }

  async #claimAll(): Promise<void> {
    while (this.#again && !this.#draining) {
      this.#again = false
      const free = this.#freeSlots
      if (free <= 0) return
      // after a failure the next poll tries again
      await this.#claim(free).catch(this.#report('claim jobs'))
    }
  }

  async #claim(slots: number): Promise<void> {
    const { jobs, is_partial } = await this.#options.source.claim({ slots, kinds: this.#kinds })
    for (const job of jobs) this.#start(job)
    this.#again ||= is_partial && jobs.length > 0
  }

  #start(job: ClaimedJob): void {
    const { source, runners, log } = this.#options
    const runner = runners[job.kind]
    if (!runner) throw new Error(`claimed a job of kind ${job.kind} without a runner`)
    const identity = { job_id: job.id, run_id: job.run_id, attempt: job.attempt }
    const attempt = startAttempt(job, runner, {
      note: (note) => this.#notes.note({ ...identity, worker_id: source.worker_id, ...note }),
      logs: this.#logs,
      isOutage: (error) => source.isOutage(error),
      log,
    })
    this.#attempts.get(job.id)?.end('superseded')
    this.#attempts.set(job.id, attempt)
    const settled = attempt.ended.then(async (end) => {
      // its log is complete before its end is known
      await attempt.closeLog()
      // one that was superseded may end after a newer attempt of its job has begun here
      if (this.#attempts.get(job.id) === attempt) this.#attempts.delete(job.id)
      const progress = this.#notes.take(identity)
      // a settle claims too
      this.#settler.settle({ ...identity, end, progress })
    })
    this.#closing.add(settled)
    void settled.finally(() => this.#closing.delete(settled))
  }

  /** Whoever keeps the jobs takes it that they are dead, may have said so, and may have given them to others. */
  #giveUp(): void {
    if (this.#attempts.size === 0 || performance.now() - this.#renewed_at < this.#options.source.gives_up_ms) return
    this.#options.log.error({ attempts: this.#attempts.size }, 'out of reach for too long: what runs is killed')
    endAll(this.#attempts.values(), 'superseded')
  }

  async #renew(): Promise<void> {
    const asked_at = performance.now()
    await this.#options.source.renew()
    this.#renewed_at = asked_at
    await this.#look()
  }

  /** A source that is out of reach is no news: everything here is tried again. */
  #report(what: string) {
    return (error: unknown) => {
      if (!this.#options.source.isOutage(error)) this.#options.log.error({ error }, `the worker could not ${what}`)
    }
  }
}
