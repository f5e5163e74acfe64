import { z } from 'zod'
import { DomainError, type ErrorData } from './error.ts'
import { type JobError, jobError } from './job.ts'

/**
 * An error as a job, dataset or comparison keeps it. What is not of the catalogue says nothing of its inside, but under
 * which id the log has it, where that is given.
 */
export function toJobError(error: unknown, logged: ErrorData<'INTERNAL'> = {}): JobError {
  const { code, message, data } = DomainError.is(error) ? error : new DomainError('INTERNAL', logged)
  return jobError.parse({ code, message, data: z.json().parse(JSON.parse(JSON.stringify(data))) })
}
