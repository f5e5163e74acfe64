import { type Database, findReusableJobs, type JobRow } from '@assay/db'
import type { JobSubmission } from '@assay/engine'
import type { Transaction } from 'kysely'
import type { PlannedJob } from './planned-job.ts'

interface Wanted {
  readonly owner_id: string
  readonly jobs: readonly PlannedJob[]
  readonly isForced: (job: PlannedJob) => boolean
}

/** The earlier jobs that stand for some of these, by name; for a job only when all that it needs are reused too. */
export async function findReused(
  trx: Transaction<Database>,
  { owner_id, jobs, isForced }: Wanted,
): Promise<ReadonlyMap<string, NonNullable<JobSubmission['reuse']>>> {
  const fingerprints = jobs.flatMap((job) => [job.fingerprint ?? [], job.early_fingerprint ?? []].flat())
  const earlier = await findReusableJobs(trx, { owner_id, fingerprints: [...new Set(fingerprints)] })
  const reused = new Map<string, JobRow>()
  for (const job of jobs) {
    const needed = job.needs.map((name) => reused.get(name))
    if (isForced(job) || needed.includes(undefined)) continue
    const found = standIn(job, earlier, needed)
    if (found) reused.set(job.wanted.name, found)
  }
  return new Map([...reused].map(([name, { id, result }]) => [name, { job_id: id, result }]))
}

function standIn(
  { fingerprint, early_fingerprint, image_digest }: PlannedJob,
  earlier: ReadonlyMap<string, JobRow>,
  needed: readonly (JobRow | undefined)[],
): JobRow | undefined {
  const found = fingerprint === null ? undefined : earlier.get(fingerprint)
  if (found || early_fingerprint === null || early_fingerprint === fingerprint) return found
  const early = earlier.get(early_fingerprint)
  if (early?.kind !== 'application') return undefined
  // one that ran before its digest was known says what it was; what it needed was then of its own run
  const isSameImage = image_digest === null || early.result?.image_digest === image_digest
  return isSameImage && needed.every((job) => job?.run_id === early.run_id) ? early : undefined
}
