import { z } from 'zod'
import { DomainError } from './error.ts'
import { type JobError, jobError } from './job.ts'

/** An error as a job, dataset or comparison keeps it. What is not of the catalogue says nothing of its inside. */
export function toJobError(error: unknown): JobError {
  const { code, message, data } = DomainError.is(error) ? error : new DomainError('INTERNAL', {})
  return jobError.parse({ code, message, data: z.json().parse(JSON.parse(JSON.stringify(data))) })
}
