import { createHash } from 'node:crypto'
import { findApiKey, findUserById, mayActAs, type UserRow } from '@assay/db'
import { DomainError, group, scope } from '@assay/schemas'
import { z } from 'zod'
import type { Actor } from '../actor.ts'
import type { AccessDeps } from '../deps.ts'
import { toActor } from './credential.ts'

type Deps = Pick<AccessDeps, 'db'>

/** In whose place something acts that was given out, such as a signed URL, and what it stands on. */
export const delegation = z.object({
  user_id: z.uuid(),
  /** The key that made it, which takes it along when it ends; absent: what was made knowing the password. */
  key_id: z.uuid().optional(),
  /** Tells the password of then from later ones. */
  password: z.string().optional(),
  groups: z.array(group).optional(),
  scopes: z.array(scope).optional(),
  /** The worker as which the user acts. */
  worker_id: z.uuid().optional(),
})

type Delegation = z.infer<typeof delegation>

/** What the actor hands on: no more than the credential allows, and no longer than it, or the password, is good. */
export async function delegate(deps: Deps, actor: Actor): Promise<Delegation> {
  const { user_id, credential, only_groups, scopes, worker_id } = actor
  const worker = worker_id === undefined ? {} : { worker_id }
  if (credential?.kind === 'key' && credential.id !== null) return { user_id, key_id: credential.id, ...worker }
  const user = await findUserById(deps.db, user_id)
  return {
    user_id,
    password: user && markOf(user),
    ...(only_groups && { groups: [...only_groups] }),
    ...(scopes && { scopes: [...scopes] }),
    ...worker,
  }
}

/** Who it is now in whose place something acts. Throws CREDENTIALS_INVALID when nobody is. */
export async function findDelegate(deps: Deps, given: Delegation): Promise<Actor> {
  const actor = await findUser(deps, given)
  const { worker_id } = given
  if (worker_id === undefined) return actor
  const isStill = await mayActAs(deps.db, { worker_id, user_id: actor.user_id })
  if (!isStill) throw new DomainError('CREDENTIALS_INVALID', {})
  return { ...actor, groups: [], scopes: [], worker_id }
}

async function findUser({ db }: Deps, given: Delegation): Promise<Actor> {
  const { user_id, key_id, password, groups = null, scopes } = given
  const user = await findUserById(db, user_id)
  if (!user || user.disabled_at !== null) throw new DomainError('CREDENTIALS_INVALID', {})
  if (key_id === undefined) {
    if (markOf(user) !== password) throw new DomainError('CREDENTIALS_INVALID', {})
    return { ...toActor(user, groups), ...(scopes && { scopes }) }
  }
  const key = await findApiKey(db, { id: key_id, owner_id: user_id })
  const isOver = !key || (key.expires_at !== null && Date.parse(key.expires_at) <= Date.now())
  if (isOver) throw new DomainError('CREDENTIALS_INVALID', {})
  return { ...toActor(user, key.groups), scopes: key.scopes }
}

/** Hashes of passwords have random salts: each is another, even of the same password. */
function markOf({ password_hash }: UserRow): string {
  return createHash('sha256')
    .update(password_hash ?? '')
    .digest('base64url')
}
