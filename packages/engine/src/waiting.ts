import type { JobWaiting } from '@assay/schemas'
import { sql } from 'kysely'
import { placeInQueue } from './queue-place.ts'
import { causeOf, type Surroundings, type WaitingJob } from './waiting-cause.ts'

export type WaitingFacts = Omit<JobWaiting, 'message' | 'jobs'>

/** Why a queued job has not started, or one that is to stop has not stopped; null: there is nothing to say. */
export async function whyWaiting(around: Surroundings, job: WaitingJob): Promise<WaitingFacts | null> {
  if (job.state === 'running') return whyNotStopped(around, job)
  if (job.state !== 'queued') return null
  if (job.stop_requested_at !== null) return stopping(job.may_live_until)
  const [place, cause] = await Promise.all([placeInQueue(around.db, job), causeOf(around, job)])
  return { lacking: null, until: null, ...cause, ...place }
}

async function whyNotStopped({ db }: Surroundings, job: WaitingJob): Promise<WaitingFacts | null> {
  if (job.stop_requested_at === null) return null
  const { rows } = await sql<{ until: string }>`
    select renewed_at + gives_up_seconds * interval '1 second' as until from workers
    where id = ${job.worker_id} and renewed_at < clock_timestamp() - lease_seconds * interval '1 second'`.execute(db)
  const [lost] = rows
  return lost ? stopping(lost.until) : null
}

function stopping(until: string | null): WaitingFacts {
  return { reason: 'lost_worker', until, lacking: null, position: null, position_overall: null }
}
