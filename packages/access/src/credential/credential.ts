import { createHash } from 'node:crypto'
import { type ApiKeyRow, findApiKeyByHash, findUserByEmail, type UserRow } from '@assay/db'
import { DomainError, type Group } from '@assay/schemas'
import type { Actor } from '../actor.ts'
import type { AccessDeps } from '../deps.ts'
import { commonGroups } from '../issuers/group-claim.ts'

export type Credential =
  | { readonly kind: 'key'; readonly key: string }
  /** A JWT of an outside issuer. */
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'password'; readonly email: string; readonly password: string }
  /** What `createLink` gave out, for the path that it was given out for. */
  | { readonly kind: 'link'; readonly token: string; readonly path: string }
  /** No credential at all, where the operator lets a user be whoever asks from this machine. */
  | { readonly kind: 'open'; readonly email: string }

/**
 * The user of an e-mail address and a password. Throws CREDENTIALS_INVALID; LIMIT_REACHED after too many that were
 * wrong.
 */
export async function checkPassword(
  { db, limits, passwords, settings }: Pick<AccessDeps, 'db' | 'limits' | 'passwords' | 'settings'>,
  { email, password, address }: { readonly email: string; readonly password: string; readonly address: string },
): Promise<UserRow> {
  return limits.password({ email, address }, async () => {
    const user = await findUserByEmail(db, email.toLowerCase())
    const matches = await passwords.verify(password, user?.password_hash ?? null)
    // who signs up with any address and tries the password must not see whether there was an account before
    const isUnconfirmed = settings.mail !== undefined && user?.email_confirmed_at === null
    if (!user || !matches || isUnconfirmed || user.disabled_at !== null) {
      throw new DomainError('CREDENTIALS_INVALID', {})
    }
    return user
  })
}

export interface CheckedCredential {
  readonly actor: Actor
  /** Until when the credential counts, in milliseconds of the epoch; absent: for ever. */
  readonly until?: number | undefined
}

/** The user of an API key. Throws CREDENTIALS_INVALID. */
export async function verifyKey(db: AccessDeps['db'], text: string): Promise<CheckedCredential> {
  const hash = hashToken(text)
  const found = await findApiKeyByHash(db, hash)
  if (!found) throw new DomainError('CREDENTIALS_INVALID', {})
  const { key, user } = found
  const until = endOf(key, hash)
  const actor: Actor = {
    ...toActor(user, key.groups),
    scopes: key.scopes,
    credential: { kind: 'key', id: key.id },
    calls_per_minute: key.calls_per_minute ?? undefined,
    counted_with: key.counted_with ?? undefined,
    until,
  }
  return { actor, until }
}

/** The value from before a rotation ends earlier than its key may. */
function endOf({ key_hash, expires_at, previous_expires_at }: ApiKeyRow, presented: Buffer): number | undefined {
  const ends = key_hash.equals(presented) ? [expires_at] : [expires_at, previous_expires_at]
  const known = ends.flatMap((end) => (end === null ? [] : [Date.parse(end)]))
  return known.length === 0 ? undefined : Math.min(...known)
}

/** A user, as far as a credential goes that is limited to some groups; null: it is not. */
export function toActor({ id, email, groups }: UserRow, only_groups: readonly Group[] | null = null): Actor {
  if (only_groups === null) return { user_id: id, email, groups }
  return { user_id: id, email, groups: commonGroups(groups, only_groups), only_groups }
}

/** The user as whom an operator lets everybody act. Throws CREDENTIALS_INVALID. */
export async function findOpenUser({ db }: Pick<AccessDeps, 'db'>, email: string): Promise<CheckedCredential> {
  const user = await findUserByEmail(db, email.toLowerCase())
  if (!user || user.disabled_at !== null) throw new DomainError('CREDENTIALS_INVALID', {})
  return { actor: toActor(user) }
}

/** How keys and tokens are stored: they have 32 random bytes, so a plain SHA-256 is enough. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
