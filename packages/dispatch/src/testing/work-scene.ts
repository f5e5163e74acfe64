import type { JobState } from '@assay/schemas'
import type { WorkSource } from '../work-source.ts'

/** What can be seen of a job. */
export interface JobSight {
  readonly name: string
  state: JobState
  attempt: number
  worker_id: string | null
  progress: { readonly done: number; readonly total: number | null } | null
}

/** Work that is kept somewhere, and what happens to it beside what its sources do. */
export interface WorkScene extends AsyncDisposable {
  /** Opens a session of a worker. */
  open(): Promise<WorkSource>
  /** Queues a job of its own run, of the kind `step` unless given. */
  submit(name: string, kind?: string): Promise<void>
  /** Asks for the end of a job. */
  stop(name: string): Promise<void>
  see(name: string): Promise<JobSight>
  /** The text of the log of an attempt, as it is kept. */
  readLog(name: string, attempt: number): Promise<string>
  /** Declares lost what a session holds. */
  lose(source: WorkSource): Promise<void>
  /** The same, where the other session takes all of it before anybody else can. */
  pass(source: WorkSource, other: WorkSource): Promise<void>
  /** Has the next claim that takes something end in an outage, after it has taken it. */
  loseNextAnswer(): void
  /** Puts the work out of reach of its sources. */
  goAway(): Promise<void>
  comeBack(): Promise<void>
}
