import { DomainError, type JobError } from '@assay/schemas'
import { json } from './json.ts'

/** An error as a job, dataset or comparison keeps it. What is not of the catalogue says nothing of its inside. */
export function toJobError(error: unknown): JobError {
  const known = DomainError.is(error) ? error : new DomainError('INTERNAL', {})
  return { code: known.code, message: known.message, data: json(known.data) }
}
