import type { NumberedJob } from '@assay/schemas'
import { naive } from '../naive-time.ts'
import { statusOf } from '../status.ts'
import { keptWith } from './job-kept.ts'

interface Owner {
  readonly user_id: string
  readonly user_email: string
}

/** A job, as DECODE tells of it. */
export function toJob(job: NumberedJob, owner: Owner) {
  const { number: id, name, said, error, created_at, started_at, finished_at } = job
  return {
    job_name: name,
    ...keptWith(job),
    id,
    date_created: naive(created_at),
    date_started: started_at && naive(started_at),
    date_finished: finished_at && naive(finished_at),
    status: statusOf(job),
    runtime_details: said !== '' ? said : error,
    paths_out: { output: `output/${name}`, log: `log/${name}`, artifact: `artifact/${name}` },
    ...owner,
  }
}
