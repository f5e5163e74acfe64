import { findApiKey, findLiveSession, getUser } from '@assay/db'
import type { CurrentUser } from '@assay/schemas'
import type { Actor } from '../actor.ts'
import type { AccessDeps } from '../deps.ts'
import { toUser } from './user.ts'

export async function getCurrentUser(deps: AccessDeps, actor: Actor): Promise<CurrentUser> {
  const [user, shown] = await Promise.all([getUser(deps.db, actor.user_id), describeShown(deps, actor)])
  const { kind = 'password' } = actor.credential ?? {}
  return { ...toUser(user), credential: { kind, scopes: actor.scopes ? [...actor.scopes] : null, ...shown } }
}

type Shown = Pick<CurrentUser['credential'], 'id' | 'name' | 'expires_at'>

const nameless: Shown = { id: null, name: null, expires_at: null }

async function describeShown({ db }: AccessDeps, { credential, user_id }: Actor): Promise<Shown> {
  const id = credential?.id
  if (credential?.kind === 'key' && id) {
    const key = await findApiKey(db, { id, owner_id: user_id })
    return { ...nameless, id, ...(key && { name: key.name, expires_at: key.expires_at }) }
  }
  if (credential?.kind === 'session' && id) {
    const found = await findLiveSession(db, id)
    return { ...nameless, id, ...(found && { expires_at: found.session.expires_at }) }
  }
  return nameless
}
