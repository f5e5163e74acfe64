import { DomainError } from '@assay/schemas'
import type { FastifyRequest } from 'fastify'
import type { Platform } from '../../../platform.ts'

/** What a token is good for, in seconds. */
export const expires_in = 3600

export interface Login {
  readonly username: string
  readonly password: string
}

/**
 * A key of ours in the place of a token, for an hour. Undefined: there is no such user, or the password is another one,
 * which nobody can tell apart.
 */
export async function tokenFor(
  platform: Platform,
  request: FastifyRequest,
  { username: email, password }: Login,
): Promise<string | undefined> {
  const asUser = platform.withCredentials(() => ({ kind: 'password', email, password }))
  const expires_at = new Date(Date.now() + expires_in * 1000).toISOString()
  try {
    const { key } = await asUser.call(request, 'api_keys.create', { name: 'DECODE', expires_at })
    return key
  } catch (error) {
    if (DomainError.is(error, 'CREDENTIALS_INVALID')) return undefined
    throw error
  }
}
