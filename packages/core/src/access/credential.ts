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

const cachedSeconds = 30
const cachedAtMost = 10_000

/** Turns credentials into actors. */
export interface Authenticator extends Disposable {
  /** Throws CREDENTIALS_INVALID; LIMIT_REACHED when too many others from the network address were wrong. */
  authenticate(credential: Credential, address: string): Promise<Actor>
}

/**
 * Checks credentials, and remembers for 30 seconds unless told otherwise, by hash, which were good: a password pays its
 * full hash once. A hint that credentials were revoked empties the memory at once; should it be missed, that time is the
 * most.
 */
export function createAuthenticator(
  deps: Pick<CoreDeps, 'db' | 'signals' | 'limits'>,
  { cached_seconds = cachedSeconds }: { readonly cached_seconds?: number | undefined } = {},
): Authenticator {
  const cache = new Map<string, { readonly actor: Promise<Actor>; readonly until: number }>()
  const unsubscribe = deps.signals.subscribe(channels.credentials, () => cache.clear())
  return {
    async authenticate(credential, address) {
      const name = cacheName(credential)
      const cached = cache.get(name)
      if (cached && cached.until > performance.now()) return cached.actor
      if (cache.size >= cachedAtMost) cache.clear()
      const actor = verify(deps, credential, { name, address })
      const entry = { actor, until: performance.now() + cached_seconds * 1000 }
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

async function verify(
  { db, limits }: Pick<CoreDeps, 'db' | 'limits'>,
  credential: Credential,
  attempt: { readonly name: string; readonly address: string },
): Promise<Actor> {
  if (credential.kind === 'key') return limits.token(attempt, () => verifyKey(db, credential.key))
  const user = await checkPassword({ db, limits }, { ...credential, address: attempt.address })
  return { ...toActor(user), credential: { kind: 'password', id: null } }
}

/** The user of an e-mail address and a password. Throws CREDENTIALS_INVALID, LIMIT_REACHED after too many that were wrong. */
export async function checkPassword(
  { db, limits }: Pick<CoreDeps, 'db' | 'limits'>,
  { email, password, address }: { readonly email: string; readonly password: string; readonly address: string },
): Promise<UserRow> {
  return limits.password({ email, address }, async () => {
    const user = await findUserByEmail(db, email.toLowerCase())
    const matches = await verifyPassword(password, user?.password_hash ?? null)
    if (!user || !matches || user.disabled_at !== null) throw new DomainError('CREDENTIALS_INVALID', {})
    return user
  })
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
