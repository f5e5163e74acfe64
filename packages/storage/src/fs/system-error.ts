import { DomainError } from '@assay/schemas'

/** Whether the error is one of the operating system's, by any of the codes. */
export function isSystemError(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
}

/** A full disk becomes STORAGE_FULL; any other error stays what it is. */
export function orStorageFull(error: unknown): unknown {
  return isSystemError(error, 'ENOSPC', 'EDQUOT') ? new DomainError('STORAGE_FULL', {}, { cause: error }) : error
}
