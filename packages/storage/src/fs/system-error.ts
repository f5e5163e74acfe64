import { DomainError } from '@assay/schemas'

export function isSystemError(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
}

/** What is read is not there: it is undefined. */
export function unlessGone(error: unknown): undefined {
  if (!isSystemError(error, 'ENOENT', 'ENOTDIR')) throw error
}

/** Any other error than that of a full disk is returned as it is. */
export function orStorageFull(error: unknown): unknown {
  return isSystemError(error, 'ENOSPC', 'EDQUOT') ? new DomainError('STORAGE_FULL', {}, { cause: error }) : error
}
