import type { Database } from '@assay/db'
import type { ClaimedJob, Offers } from '@assay/schemas'
import type { Kysely } from 'kysely'

/** An attempt as its worker believes to execute it, which may be wrong. */
export type Believed = Pick<ClaimedJob, 'id' | 'run_id' | 'attempt' | 'worker_id'>

export interface ModelWorker {
  readonly id: string
  readonly name: string
  readonly offers: Offers
  believed: Believed[]
  /** For how long it has not renewed its session, in seconds. */
  stale_seconds: number
}

/** What must be true of the database, as far as the commands say it. */
export interface Model {
  readonly workers: ModelWorker[]
  readonly run_ids: string[]
  /** The attempts that stand, by job. */
  readonly standing: Map<string, Believed>
  readonly stopped: Set<string>
}

export interface Real {
  readonly db: Kysely<Database>
  readonly owner_ids: readonly string[]
}

export function emptyModel(): Model {
  return { workers: [], run_ids: [], standing: new Map(), stopped: new Set() }
}

export function isSame(one: Believed | undefined, other: Believed): boolean {
  return one?.attempt === other.attempt && one.worker_id === other.worker_id
}

/** Notes attempts that a claim began. */
export function begin(model: Model, worker: ModelWorker, jobs: readonly ClaimedJob[]): void {
  for (const { id, run_id, attempt, worker_id } of jobs) {
    if (model.standing.has(id)) throw new Error(`job ${id} was given away while an attempt of it stands`)
    if (model.stopped.has(run_id)) throw new Error(`job ${id} was given away after its run was to stop`)
    model.standing.set(id, { id, run_id, attempt, worker_id })
    worker.believed.push({ id, run_id, attempt, worker_id })
  }
}

/** Takes out attempts that have ended; what was reported of them must be those that stood. */
export function end(model: Model, attempts: readonly Believed[], moved: ReadonlySet<string>): void {
  for (const attempt of attempts) {
    const stood = isSame(model.standing.get(attempt.id), attempt)
    if (stood !== moved.has(attempt.id)) {
      throw new Error(`attempt ${attempt.attempt} of job ${attempt.id} ${stood ? 'stood, but was late' : 'was late'}`)
    }
    if (stood) model.standing.delete(attempt.id)
  }
}
