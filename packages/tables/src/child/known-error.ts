import { DomainError } from '@assay/schemas'
import type { QueryLimits } from '../protocol.ts'

/** Errors of DuckDB become errors of the catalogue, where these exist. */
export function orKnown(error: unknown, { memory_bytes }: QueryLimits): unknown {
  if (!(error instanceof Error) || DomainError.is(error)) return error
  if (/no space left on device|disk quota exceeded|ENOSPC|EDQUOT/i.test(error.message)) {
    return new DomainError('STORAGE_FULL', {}, { cause: error })
  }
  if (isOutOfMemory(error)) {
    return new DomainError('TABLE_TOO_LARGE', { memory_bytes }, { cause: error })
  }
  return error
}

export function isOutOfMemory(error: unknown): error is Error {
  return error instanceof Error && /^Out of Memory Error|bad_alloc|bad allocation/.test(error.message)
}

/** Whether DuckDB complains about what it reads, and not about its own circumstances. */
export function isAboutInput(error: unknown): error is Error {
  return (
    error instanceof Error &&
    !DomainError.is(error) &&
    /^(?:Invalid Input|Binder|Conversion|Invalid|IO|Serialization|Not implemented|INTERNAL) Error/.test(
      error.message,
    ) &&
    !/no space left|disk quota|cannot open file|no files found/i.test(error.message)
  )
}
