import { createSecretBox } from '@assay/access'
import { StartError } from '@assay/program'
import type { Manifest } from './manifest.ts'

/** The keys of secrets that the operator has given, or that the server has. */
export interface KnownKeys {
  readonly secret_key?: string | undefined
  readonly previous?: readonly string[]
  /** Whether what no key opens is to be forgotten when the server starts. */
  readonly is_lost?: boolean
}

/**
 * Makes sure that what is sealed in an archive can be opened. Returns the key that the archive brings, where the server
 * has none of its own. Throws StartError.
 */
export function requireKeys(
  { sealed_with }: Manifest,
  { secret_key, previous = [], is_lost = false }: KnownKeys,
  brought: string | undefined,
): string | undefined {
  const own = secret_key ?? brought
  const box = own === undefined ? undefined : createSecretBox(own, previous)
  const isOpen = sealed_with.every((header) => box?.hasKeyOf(Buffer.from(header, 'hex')))
  if (!isOpen && !is_lost) throw new StartError(secret_key === undefined ? withoutKey : anotherKey)
  return secret_key === undefined ? brought : undefined
}

const whatToDo =
  'Give that key as ASSAY_SECRET_KEY, or put the secret.key of that server into the data directory, and import again. ' +
  'If it is lost, import with ASSAY_SECRET_KEY_LOST=on and start once with the same: users then store their secrets again.'

const withoutKey = `The archive has secrets that were sealed with a key that it does not bring. ${whatToDo}`

const anotherKey = `The archive has secrets that were sealed with another key than this server's. ${whatToDo}`
