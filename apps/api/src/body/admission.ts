import { isForAnyone } from '@assay/access'
import { DomainError } from '@assay/schemas'
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { bodyLimitBytes } from '../error.ts'
import type { Platform } from '../platform.ts'

/** How much is read of a body for which nobody need be signed in. */
export const strangersBodyBytes = 64 * 1024

/**
 * Finds out who asks before anything of a body is read: a stranger's is read only for procedures that are for anyone,
 * and only a little of it. Throws UNAUTHENTICATED, CREDENTIALS_INVALID, BODY_TOO_LARGE.
 */
export function admitBodies(
  platform: Platform,
  proceduresOf: (request: FastifyRequest) => readonly string[],
): onRequestAsyncHookHandler {
  return async (request) => {
    const announced = announcedBytes(request)
    if (announced === 0) return
    const names = proceduresOf(request)
    if (names.length > 0 && !names.some(isForAnyone)) {
      await platform.contextOf(request).authenticate()
      request.bodyBytes = bodyLimitBytes
    }
    const limit_bytes = request.bodyBytes
    if (Number.isFinite(announced) && announced > limit_bytes) throw new DomainError('BODY_TOO_LARGE', { limit_bytes })
  }
}

/** How long a body is said to be; one that comes in chunks may be of any length. */
export function announcedBytes({ headers }: Pick<FastifyRequest, 'headers'>): number {
  if (headers['transfer-encoding'] !== undefined) return Number.POSITIVE_INFINITY
  return Number(headers['content-length'] ?? 0)
}
