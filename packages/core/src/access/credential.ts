import { createHash } from 'node:crypto'
import { findApiKeyByHash, findUserByEmail, type UserRow } from '@assay/db'
import { DomainError } from '@assay/schemas'
import type { Actor } from '../actor.ts'
import { channels } from '../channel.ts'
import type { CoreDeps } from '../deps.ts'
import { verifyPassword } from './password.ts'

/** What a request may show. */
export type Credential =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'password'; readonly email: string; readonly password: string }

const cachedMs = 30_000
const cachedAtMost = 10_000

/** Turns credentials into actors. */
export interface Authenticator extends Disposable {
  /** Throws CREDENTIALS_INVALID. */
  authenticate(credential: Credential): Promise<Actor>
}

/**
 * Checks credentials, and remembers for 30 seconds, by hash, which were good: a password pays its full hash once. A hint
 * that credentials were revoked empties the memory at once; should it be missed, 30 seconds are the most.
 */
export function createAuthenticator(deps: Pick<CoreDeps, 'db' | 'signals'>): Authenticator {
  const cache = new Map<string, { readonly actor: Promise<Actor>; readonly until: number }>()
  const unsubscribe = deps.signals.subscribe(channels.credentials, () => cache.clear())
  return {
    async authenticate(credential) {
      const name = cacheName(credential)
      const cached = cache.get(name)
      if (cached && cached.until > performance.now()) return cached.actor
      if (cache.size >= cachedAtMost) cache.clear()
      const actor = verify(deps, credential)
      const entry = { actor, until: performance.now() + cachedMs }
      cache.set(name, entry)
      actor.catch(() => cache.get(name) === entry && cache.delete(name))
      return actor
    },
    [Symbol.dispose]: unsubscribe,
  }
}

function cacheName(credential: Credential): string {
  const text = credential.kind === 'key' ? [credential.key] : [credential.email, credential.password]
  return createHash('sha256').update(JSON.stringify(text)).digest('base64')
}

async function verify({ db }: Pick<CoreDeps, 'db'>, credential: Credential): Promise<Actor> {
  if (credential.kind === 'key') return verifyKey(db, credential.key)
  const user = await findUserByEmail(db, credential.email.toLowerCase())
  const matches = await verifyPassword(credential.password, user?.password_hash ?? null)
  if (!user || !matches || user.disabled_at !== null) throw new DomainError('CREDENTIALS_INVALID', {})
  return { ...toActor(user), credential: { kind: 'password', id: null } }
}

async function verifyKey(db: CoreDeps['db'], text: string): Promise<Actor> {
  const found = await findApiKeyByHash(db, hashToken(text))
  if (!found) throw new DomainError('CREDENTIALS_INVALID', {})
  const { key, user } = found
  return {
    ...toActor(user),
    scopes: key.scopes,
    credential: { kind: 'key', id: key.id },
    calls_per_minute: key.calls_per_minute ?? undefined,
  }
}

/** A user who may do all that the user's groups may. */
export function toActor({ id, email, groups }: UserRow): Actor {
  return { user_id: id, email, groups }
}

/** How keys and tokens are stored: they have 32 random bytes, so a plain SHA-256 is enough. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
