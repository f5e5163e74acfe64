import type { AuditEntry, Group, Scope } from '@assay/schemas'

/** Who asks, as far as core needs to know. */
export interface Actor {
  readonly user_id: string
  readonly email: string
  readonly groups: readonly Group[]
  /** What the credential allows; absent: all that its user may do. */
  readonly scopes?: readonly Scope[] | undefined
  /** What was shown, for the audit log. */
  readonly credential?: AuditEntry['credential'] | undefined
  /** How many calls a minute the credential allows; absent: as many as the server does. */
  readonly calls_per_minute?: number | undefined
}

/** Whether the actor sees and manages what is everybody's: an admin whose credential goes that far. */
export function isAdmin({ groups, scopes }: Actor): boolean {
  return groups.includes('admin') && (scopes === undefined || scopes.includes('admin'))
}
