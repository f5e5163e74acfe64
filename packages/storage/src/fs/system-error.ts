import { DomainError } from '@assay/schemas'

export function isSystemError(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
}

/** Any other error than that of a full disk is returned as it is. */
export function orStorageFull(error: unknown): unknown {
  return isSystemError(error, 'ENOSPC', 'EDQUOT') ? new DomainError('STORAGE_FULL', {}, { cause: error }) : error
}
