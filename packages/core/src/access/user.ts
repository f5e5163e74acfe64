import { getUser, type UserRow } from '@assay/db'
import type { User } from '@assay/schemas'
import type { Actor } from '../actor.ts'
import type { CoreDeps } from '../deps.ts'

/** Who the actor is. */
export async function getOwnUser(deps: CoreDeps, actor: Actor): Promise<User> {
  return toUser(await getUser(deps.db, actor.user_id))
}

export function toUser({ id, email, name, groups, created_at }: UserRow): User {
  return { id, email, name, groups, created_at }
}
