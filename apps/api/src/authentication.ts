import type { Credential } from '@assay/access'
import { DomainError } from '@assay/schemas'

const keyMark = 'assay_'
/** Three parts; the last, a signature, is empty where there is none. */
const tokenShape = /^[\w-]+\.[\w-]+\.[\w-]*$/

/**
 * What an Authorization header shows: a Bearer key, a Bearer JWT, or HTTP Basic with e-mail and password, or with any name and a key
 * as the password. Throws CREDENTIALS_INVALID when it is neither.
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
