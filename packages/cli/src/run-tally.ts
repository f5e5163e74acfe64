import { jobKinds } from '@assay/schemas'
import type { Event, Job, RunDetail } from '@assay/sdk'

/** How far a run is, from its events: how far its jobs are that do the same kind of work at the moment. */
export class RunTally {
  phase = 'queued'
  hasEnded = false
  /** What each job does, in a word. */
  readonly #phases: ReadonlyMap<string, string>
  #work = ''
  readonly #jobs = new Map<string, { readonly done: number; readonly total: number }>()

  constructor({ jobs }: { readonly jobs: readonly Pick<Job, 'id' | 'kind'>[] }) {
    this.#phases = new Map(jobs.map(({ id, kind }) => [id, jobKinds[kind].title]))
  }

  get done(): number {
    return this.#sum('done')
  }

  get total(): number {
    return this.#sum('total')
  }

  note({ type, job_id, data }: Pick<Event, 'type' | 'job_id' | 'data'>): void {
    if (type === 'job.progress' && job_id !== null) {
      const { done, total, waiting_for } = data
      const work = this.#phases.get(job_id) ?? 'running'
      if (work !== this.#work) this.#jobs.clear()
      this.#work = work
      this.phase = typeof waiting_for === 'string' ? `waits: ${beginning(waiting_for)}` : work
      if (typeof done === 'number') this.#jobs.set(job_id, { done, total: typeof total === 'number' ? total : done })
    } else if (type === 'run.started') this.phase = 'running'
    else if (type === 'run.paused') this.phase = 'waits: its budget is spent'
    else if (type === 'run.resumed') this.phase = 'running'
    else if (type === 'run.stop_requested') this.phase = 'stopping'
    else if (isEnd(type)) this.#end(type.slice('run.'.length))
  }

  #end(phase: string): void {
    this.phase = phase
    this.hasEnded = true
    if (phase !== 'succeeded') return
    for (const [job, { total }] of this.#jobs) this.#jobs.set(job, { done: total, total })
  }

  #sum(part: 'done' | 'total'): number {
    return [...this.#jobs.values()].reduce((sum, job) => sum + job[part], 0)
  }
}

const longestReason = 60

function beginning(reason: string): string {
  return reason.length <= longestReason ? reason : `${reason.slice(0, longestReason).toWellFormed()}…`
}

function isEnd(type: Event['type']): boolean {
  return type === 'run.succeeded' || type === 'run.failed' || type === 'run.stopped'
}

/** How many examples a run that has ended came through, and of how many. */
export function countExamples({ jobs }: Pick<RunDetail, 'jobs'>): { readonly done: number; readonly total: number } {
  for (const { kind, result } of jobs) {
    if (kind === 'evaluation' && result) {
      const all = result.examples + result.failed
      return { done: all, total: all }
    }
  }
  const asked = jobs.flatMap(({ kind, progress }) => (kind === 'inference' && progress ? [progress] : []))
  const sum = (values: readonly (number | null)[]) => values.reduce<number>((all, value) => all + (value ?? 0), 0)
  return { done: sum(asked.map(({ done }) => done)), total: sum(asked.map(({ total }) => total)) }
}
