import { findApiKey, findLiveSession, getUser } from '@assay/db'
import type { CurrentUser } from '@assay/schemas'
import type { Actor } from '../actor.ts'
import type { AccessDeps } from '../deps.ts'
import { toUser } from './user.ts'

export async function getCurrentUser(deps: AccessDeps, actor: Actor): Promise<CurrentUser> {
  const [user, described] = await Promise.all([getUser(deps.db, actor.user_id), describeCredential(deps, actor)])
  const { kind = 'password' } = actor.credential ?? {}
  return { ...toUser(user), credential: { kind, scopes: actor.scopes ? [...actor.scopes] : null, ...described } }
}

type Described = Pick<CurrentUser['credential'], 'id' | 'name' | 'expires_at'>

const nameless: Described = { id: null, name: null, expires_at: null }

async function describeCredential({ db }: AccessDeps, { credential, user_id }: Actor): Promise<Described> {
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
