import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { DomainError } from '@assay/schemas'
import pLimit from 'p-limit'

const cost = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 * 1024 }
const keyBytes = 32
const derive = promisify<string, Buffer, number, typeof cost, Buffer>(scrypt)

/** Each hash takes 64 MiB: never more than two at once. */
const inTurn = pLimit(2)

/** Who would wait behind so many others, some seconds, is asked to come back: anyone can send passwords, faster than we can check. */
const waitingAtMost = 24

async function deriveInTurn(...[password, ...rest]: Parameters<typeof derive>): Promise<Buffer> {
  if (inTurn.pendingCount >= waitingAtMost) throw new DomainError('UNAVAILABLE', { retry_after_seconds: 5 })
  return inTurn(() => derive(password.normalize('NFKC'), ...rest))
}

/** A password as it is stored: scrypt with its parameters and salt. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await deriveInTurn(password, salt, keyBytes, cost)
  return `scrypt$${cost.N}$${cost.r}$${cost.p}$${salt.toString('base64')}$${key.toString('base64')}`
}

/** Hash of no password; checking against it takes as long as against a real one. */
const unmatched = `scrypt$${cost.N}$${cost.r}$${cost.p}$${Buffer.alloc(16).toString('base64')}$${Buffer.alloc(keyBytes).toString('base64')}`

/** Whether a password is the stored one; without a stored one it takes as long, and is false. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = (stored ?? unmatched).split('$')
  const parameters = { N: Number(N), r: Number(r), p: Number(p), maxmem: cost.maxmem }
  const expected = Buffer.from(key, 'base64')
  const actual = await deriveInTurn(password, Buffer.from(salt, 'base64'), expected.length, parameters)
  return timingSafeEqual(actual, expected) && stored !== null
}
