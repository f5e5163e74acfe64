import type { Viewer } from '@assay/db'
import { type AuditEntry, DomainError, type Group, type ListScope, type Scope } from '@assay/schemas'

/** A signed-in user, with what the presented credential allows. */
export interface Actor {
  readonly user_id: string
  readonly email: string
  readonly groups: readonly Group[]
  /** What the credential allows; absent: all that its user may do. */
  readonly scopes?: readonly Scope[] | undefined
  readonly credential?: AuditEntry['credential'] | undefined
  /** How many calls a minute the credential allows; absent: as many as the server does. */
  readonly calls_per_minute?: number | undefined
  /** The key with which these calls are counted together; absent: they are counted by the credential. */
  readonly counted_with?: string | undefined
  /** Which groups the credential is limited to, now and later; absent: it is not. */
  readonly only_groups?: readonly Group[] | undefined
  /** Whose token this is: it does what workers do, and nothing else; absent: a user. */
  readonly worker_id?: string | undefined
  /** Until when what the credential makes may be good, in milliseconds of the epoch; absent: for ever. */
  readonly until?: number | undefined
}

/** Whether the actor sees and manages what is everybody's: an admin whose credential goes that far. */
export function isAdmin({ groups, scopes }: Actor): boolean {
  return groups.includes('admin') && (scopes === undefined || scopes.includes('admin'))
}

export function viewerOf(actor: Actor): Viewer {
  return { user_id: actor.user_id, groups: actor.groups, sees_all: isAdmin(actor) }
}

/** Lists of everybody's rows are for admins. Throws FORBIDDEN. */
export function checkListScope(actor: Actor, scope: ListScope): void {
  if (scope === 'all') requireAdmin(actor)
}

/** Throws FORBIDDEN unless the actor sees and manages what is everybody's. */
export function requireAdmin(actor: Actor): void {
  if (isAdmin(actor)) return
  throw new DomainError('FORBIDDEN', {
    needs: actor.groups.includes('admin') ? { scope: 'admin' } : { group: 'admin' },
  })
}
