import type { ApiKeyRow } from '@assay/db'
import { DomainError, type Group, type Scope } from '@assay/schemas'
import type { Actor } from '../actor.ts'
import { covers } from '../authorize.ts'

/** How far a credential goes that somebody asks for; what is absent is not limited. */
interface Wish {
  readonly scopes: readonly Scope[]
  readonly expires_at?: string | null | undefined
  readonly calls_per_minute?: number | null | undefined
}

type KeyBounds = Pick<ApiKeyRow, 'scopes' | 'groups' | 'expires_at' | 'calls_per_minute' | 'counted_with'>

/**
 * How far a key goes that the actor makes: what is asked for, and where nothing is asked for as far as the actor's own
 * credential. Throws FORBIDDEN for what goes further than that.
 */
export function boundsOfNewKey(actor: Actor, wish: Wish): KeyBounds {
  checkScopes(actor, wish.scopes)
  const expires_at = wish.expires_at ?? endOf(actor)
  const calls_per_minute = wish.calls_per_minute ?? actor.calls_per_minute ?? null
  checkEnd(actor, expires_at)
  checkCalls(actor, calls_per_minute)
  return {
    scopes: [...new Set(wish.scopes)],
    groups: actor.only_groups ? [...actor.only_groups] : null,
    expires_at,
    calls_per_minute,
    counted_with: countedWith(actor),
  }
}

/** Makes sure that a key goes no further than who wants its new value. Throws FORBIDDEN. */
export function checkWithinBounds(actor: Actor, key: KeyBounds & Pick<ApiKeyRow, 'id'>): void {
  checkScopes(actor, key.scopes)
  checkGroups(actor, key.groups)
  checkEnd(actor, key.expires_at)
  checkCalls(actor, key.calls_per_minute)
  const counted = countedWith(actor)
  if (counted !== null && (key.counted_with ?? key.id) !== counted) throw unlimited()
}

/**
 * Makes sure that the credential has no limit, and lasts as long as what is made with it: a way into the account of an
 * admin, one's own included, is more than a smaller one may do. Throws FORBIDDEN.
 */
export function requireUnlimited({ until, only_groups, calls_per_minute }: Actor, lasting_ms: number): void {
  const endsBefore = until !== undefined && until < Date.now() + lasting_ms
  if (endsBefore || only_groups !== undefined || calls_per_minute !== undefined) throw unlimited()
}

/** When what the actor makes has to end, if its credential ends. */
export function endOf({ until }: Actor): string | null {
  return until === undefined ? null : new Date(until).toISOString()
}

/** The key with which calls are counted together, of those that a limited one has made and of itself. */
export function countedWith({ counted_with, calls_per_minute, credential }: Actor): string | null {
  if (calls_per_minute === undefined) return null
  return counted_with ?? credential?.id ?? null
}

function checkScopes({ scopes: own }: Actor, scopes: readonly Scope[]): void {
  const beyond = scopes.find((scope) => own && !covers(own, scope))
  if (beyond) throw new DomainError('FORBIDDEN', { needs: { scope: beyond } })
}

function checkGroups({ only_groups }: Actor, groups: readonly Group[] | null): void {
  if (only_groups === undefined || only_groups.includes('admin')) return
  const beyond = groups === null ? 'admin' : groups.find((group) => !only_groups.includes(group))
  if (beyond) throw new DomainError('FORBIDDEN', { needs: { group: beyond } })
}

function checkEnd({ until }: Actor, expires_at: string | null): void {
  if (until === undefined) return
  const isBeyond = expires_at === null || Date.parse(expires_at) > until
  if (isBeyond) throw new DomainError('FORBIDDEN', { needs: { credential_until: expires_at } })
}

function checkCalls({ calls_per_minute: own }: Actor, calls_per_minute: number | null): void {
  if (own === undefined || (calls_per_minute !== null && calls_per_minute <= own)) return
  throw new DomainError('FORBIDDEN', { needs: { calls_per_minute } })
}

function unlimited(): DomainError<'FORBIDDEN'> {
  return new DomainError('FORBIDDEN', { needs: { credential: 'unlimited' } })
}
