import { inputInvalid } from '../error.ts'

const sha256 = /(?:^|,)\s*sha-256\s*=(?<value>[^,]*)/
const binary = /^\s*:(?<base64>[A-Za-z0-9+/]{43}=):\s*$/

/**
 * The SHA-256, hexadecimal, of a header Content-Digest or Repr-Digest (RFC 9530); undefined: it has none, or only those
 * of other algorithms. Throws INPUT_INVALID.
 */
export function readDigest(header: string | undefined): string | undefined {
  const value = sha256.exec(header ?? '')?.groups?.['value']
  if (value === undefined) return undefined
  const base64 = binary.exec(value)?.groups?.['base64']
  if (base64 === undefined)
    throw inputInvalid(new Error('a digest must be written as sha-256=:<44 characters of Base64>:'))
  return Buffer.from(base64, 'base64').toString('hex')
}
