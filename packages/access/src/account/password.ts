import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { DomainError } from '@assay/schemas'
import pLimit from 'p-limit'

export interface Passwords {
  /** A password as it is stored: scrypt with its parameters and salt. Throws UNAVAILABLE while too many wait. */
  hash(password: string): Promise<string>
  /** Whether a password is the stored one; without a stored one it takes as long, and is false. Throws UNAVAILABLE. */
  verify(password: string, stored: string | null): Promise<boolean>
}

interface Cost {
  readonly N: number
  readonly r: number
  readonly p: number
  readonly maxmem: number
}

export type Derive = (password: string, salt: Buffer, bytes: number, cost: Cost) => Promise<Buffer>

const cost: Cost = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 * 1024 }
const keyBytes = 32

/** Each hash takes 64 MiB. */
const atOnce = 2

/** Anyone can send passwords faster than they can be checked: beyond this many, which is some seconds, UNAVAILABLE. */
const waitingAtMost = 24

/** Checking a password against it takes as long as against a real hash. */
const unmatched = encode(cost, Buffer.alloc(16), Buffer.alloc(keyBytes))

/** Passwords of one process, which hashes two at once; `derive` is scrypt unless given. */
export function createPasswords({ derive = scryptOf }: { readonly derive?: Derive } = {}): Passwords {
  const inTurn = pLimit(atOnce)
  const deriveInTurn: Derive = async (password, ...rest) => {
    if (inTurn.pendingCount >= waitingAtMost) throw new DomainError('UNAVAILABLE', { retry_after_seconds: 5 })
    return inTurn(() => derive(password.normalize('NFKC'), ...rest))
  }
  return {
    async hash(password) {
      const salt = randomBytes(16)
      return encode(cost, salt, await deriveInTurn(password, salt, keyBytes, cost))
    },
    async verify(password, stored) {
      const [, N, r, p, salt = '', key = ''] = (stored ?? unmatched).split('$')
      const expected = Buffer.from(key, 'base64')
      const parameters = { N: Number(N), r: Number(r), p: Number(p), maxmem: cost.maxmem }
      const actual = await deriveInTurn(password, Buffer.from(salt, 'base64'), expected.length, parameters)
      return timingSafeEqual(actual, expected) && stored !== null
    },
  }
}

export const scryptOf: Derive = promisify<string, Buffer, number, Cost, Buffer>(scrypt)

function encode({ N, r, p }: Cost, salt: Buffer, key: Buffer): string {
  return `scrypt$${N}$${r}$${p}$${salt.toString('base64')}$${key.toString('base64')}`
}
