import type { Credential } from '@assay/access'
import { DomainError } from '@assay/schemas'

const keyMark = 'assay_'
/** A JWT: three parts, the last of which, the signature, may be empty. */
const tokenShape = /^[\w-]+\.[\w-]+\.[\w-]*$/

/**
 * The credential of an Authorization header: a Bearer key, a Bearer JWT, or HTTP Basic with e-mail and password, or
 * with any name and a key as the password. Throws CREDENTIALS_INVALID for anything else.
 */
export function readCredential(authorization: string | undefined): Credential | undefined {
  if (authorization === undefined || authorization === '') return undefined
  const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(authorization.trim()) ?? []
  if (/^bearer$/i.test(scheme))
    return tokenShape.test(value) ? { kind: 'token', token: value } : { kind: 'key', key: value }
  if (/^basic$/i.test(scheme)) return readBasic(value)
  throw new DomainError('CREDENTIALS_INVALID', {})
}

function readBasic(value: string): Credential {
  const pair = Buffer.from(value, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  if (colon === -1) throw new DomainError('CREDENTIALS_INVALID', {})
  const password = pair.slice(colon + 1)
  if (password.startsWith(keyMark)) return { kind: 'key', key: password }
  return { kind: 'password', email: pair.slice(0, colon), password }
}
