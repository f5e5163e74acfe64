import { parse, saying } from '../../error.ts'
import { body, integer } from '../../lax.ts'
import type { Asked } from '../../routes.ts'
import { notFound } from '../error.ts'

const ref = body({ job_id: integer })

export function numberIn({ request }: Asked): number {
  const { job_id } = parse(ref, request.params, 'path')
  if (job_id < 1 || job_id > Number.MAX_SAFE_INTEGER) throw notFound()
  return job_id
}

/** A job that the worker has, or was the last to have. Throws a refusal. */
export async function findPulled(asked: Asked, number = numberIn(asked)) {
  const { platform, request } = asked
  const found = platform.call(request, 'work.pulled', { number })
  return saying(found, { NUMBERED_JOB_NOT_FOUND: () => notFound() })
}

/** The same for a job that it has, or had until it failed, whose log is yet to come. Throws a refusal. */
export async function findWritable(asked: Asked, number?: number) {
  const found = await findPulled(asked, number)
  if (!found.is_wanted || !(found.is_held || found.state === 'failed')) throw notFound()
  return found
}

/** The attempt that the worker may read for. Throws a refusal. */
export async function findAttempt(asked: Asked, number?: number) {
  const { session_id, job, is_held, is_wanted } = await findPulled(asked, number)
  if (!is_held || !is_wanted) throw notFound()
  return { session_id, job_id: job.id, attempt: job.attempt, run_id: job.run_id }
}
