import { randomUUID } from 'node:crypto'
import type { AttemptEnding, AttemptProgress, ClaimedJob, HeldAttempt, LogEntry } from '@assay/schemas'
import type { Claimed, Held, Wanted, WorkSource } from '../work-source.ts'
import type { JobSight, WorkScene } from './work-scene.ts'

interface Job extends Omit<JobSight, 'name'> {
  readonly id: string
  readonly run_id: string
  readonly name: string
  readonly kind: string
  stop_requested: boolean
  readonly chunks: Map<string, string>
}

class Outage extends Error {}

const owner_id = randomUUID()

/** Work that is kept in memory, as the contract says that work is to be kept. */
export class MemoryWork implements WorkScene {
  readonly #jobs: Job[] = []
  readonly #watchers = new Set<Parameters<WorkSource['watch']>[0]>()
  #isAway = false
  #losesAnswer = false

  async submit(name: string, kind = 'step'): Promise<void> {
    const fresh = { state: 'queued', attempt: 0, worker_id: null, progress: null, stop_requested: false } as const
    const chunks = new Map<string, string>()
    this.#jobs.push({ id: randomUUID(), run_id: randomUUID(), name, kind, chunks, ...fresh })
    for (const { jobs } of this.#watchers) jobs()
  }

  async stop(name: string): Promise<void> {
    const job = this.#find(name)
    if (job.state === 'queued') job.state = 'stopped'
    else job.stop_requested = true
    for (const { stops } of this.#watchers) stops()
  }

  async see(name: string): Promise<JobSight> {
    const { state, attempt, worker_id, progress } = this.#find(name)
    return { name, state, attempt, worker_id, progress }
  }

  async readLog(name: string, attempt: number): Promise<string> {
    const chunks = [...this.#find(name).chunks].filter(([key]) => key.startsWith(`${attempt}/`))
    return chunks.map(([, text]) => text).join('')
  }

  async lose({ worker_id }: WorkSource): Promise<void> {
    for (const job of this.#jobs) if (job.state === 'running' && job.worker_id === worker_id) requeue(job)
    for (const { jobs } of this.#watchers) jobs()
  }

  async pass({ worker_id }: WorkSource, other: WorkSource): Promise<void> {
    for (const job of this.#jobs) if (job.state === 'running' && job.worker_id === worker_id) requeue(job)
    this.#claim(other.worker_id, { slots: this.#jobs.length, kinds: ['step'] })
  }

  loseNextAnswer(): void {
    this.#losesAnswer = true
  }

  async goAway(): Promise<void> {
    this.#isAway = true
  }

  async comeBack(): Promise<void> {
    this.#isAway = false
  }

  async open(): Promise<WorkSource> {
    const worker_id = randomUUID()
    const reach = async <Result>(work: () => Result): Promise<Result> => {
      if (this.#isAway) throw new Outage('the work is out of reach')
      return work()
    }
    return {
      worker_id,
      renewal_ms: 50,
      claim: (wanted) => reach(() => this.#claim(worker_id, wanted)),
      held: () => reach(() => this.#held(worker_id)),
      readopt: (attempts) => reach(() => this.#readopt(worker_id, attempts)),
      settle: (endings, wanted) =>
        reach(() => {
          const moved = this.#settle(worker_id, endings)
          return { moved, ...(wanted ? this.#claim(worker_id, wanted) : { jobs: [], is_partial: false }) }
        }),
      note: (progress) => reach(() => this.#note(progress)),
      log: (entries) => reach(() => this.#log(worker_id, entries)),
      renew: () => reach(() => {}),
      close: () => reach(() => {}),
      watch: (wakes) => {
        this.#watchers.add(wakes)
        return () => this.#watchers.delete(wakes)
      },
      isOutage: (error) => error instanceof Outage,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #find(name: string): Job {
    const job = this.#jobs.find((each) => each.name === name)
    if (!job) throw new Error(`there is no job ${name}`)
    return job
  }

  #claim(worker_id: string, { slots, kinds }: Wanted): Claimed {
    const taken = this.#jobs.filter(({ state, kind }) => state === 'queued' && kinds.includes(kind)).slice(0, slots)
    for (const job of taken) Object.assign(job, { state: 'running', attempt: job.attempt + 1, worker_id })
    if (this.#losesAnswer && taken.length > 0) {
      this.#losesAnswer = false
      throw new Outage('the answer was lost')
    }
    const jobs = taken.map(({ id, run_id, name, kind, attempt }): ClaimedJob => {
      return { id, run_id, owner_id, name, kind, spec: {}, requires: null, gpus: null, attempt, worker_id }
    })
    return { jobs, is_partial: false }
  }

  #held(worker_id: string): Held[] {
    const held = this.#jobs.filter((job) => job.state === 'running' && job.worker_id === worker_id)
    return held.map(({ id, run_id, attempt, stop_requested }) => ({ job_id: id, run_id, attempt, stop_requested }))
  }

  #readopt(worker_id: string, attempts: readonly HeldAttempt[]): ReadonlySet<string> {
    const got = this.#jobs.filter(({ id, state, attempt }) =>
      attempts.some((lost) => state === 'queued' && lost.job_id === id && lost.attempt === attempt),
    )
    for (const job of got) Object.assign(job, { state: 'running', worker_id })
    return new Set(got.map(({ id }) => id))
  }

  #settle(worker_id: string, endings: readonly AttemptEnding[]): ReadonlySet<string> {
    const moved = new Set<string>()
    for (const { job_id, attempt, end, progress } of endings) {
      const job = this.#jobs.find(({ id }) => id === job_id)
      if (job?.state !== 'running' || job.attempt !== attempt || job.worker_id !== worker_id) continue
      moved.add(job_id)
      if (progress) job.progress = progress
      const isTriedAgain = end.kind === 'handed_back' || (end.kind === 'failed' && end.retryable)
      if (isTriedAgain && !job.stop_requested) requeue(job)
      else job.state = end.kind === 'succeeded' ? 'succeeded' : end.kind === 'failed' ? 'failed' : 'stopped'
    }
    if (moved.size > 0) for (const { jobs } of this.#watchers) jobs()
    return moved
  }

  #log(worker_id: string, entries: readonly LogEntry[]): void {
    for (const { job_id, attempt, chunk } of entries) {
      const job = this.#jobs.find(({ id }) => id === job_id)
      const isCurrent = job?.state === 'running' && job.attempt === attempt && job.worker_id === worker_id
      if (isCurrent && chunk) job.chunks.set(`${attempt}/${chunk.first_line}`, chunk.text)
    }
  }

  #note(notes: readonly AttemptProgress[]): void {
    for (const { job_id, attempt, worker_id, done, total } of notes) {
      const job = this.#jobs.find(({ id }) => id === job_id)
      const isCurrent = job?.state === 'running' && job.attempt === attempt && job.worker_id === worker_id
      if (isCurrent) job.progress = { done, total }
    }
  }
}

function requeue(job: Job): void {
  Object.assign(job, { state: 'queued', worker_id: null })
}
