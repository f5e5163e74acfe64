import { DomainError, type Scope } from '@assay/schemas'
import type { Actor } from './actor.ts'
import { type Role, roles } from './roles.ts'

const table: ReadonlyMap<string, Role> = new Map(Object.entries(roles))

export function isForAnyone(procedure: string): boolean {
  return roleOf(procedure).groups === 'anyone'
}

/** Lets the actor call a procedure, or throws FORBIDDEN with the group or scope that is missing. */
export function authorize({ groups, scopes, worker_id }: Actor, procedure: string): void {
  const role = roleOf(procedure)
  if (role.groups === 'anyone') return
  if (role.groups === 'worker_tokens') {
    if (worker_id === undefined) throw new DomainError('FORBIDDEN', { needs: { credential: 'worker' } })
    return
  }
  const mayEver = groups.includes('admin') || role.groups.some((group) => groups.includes(group))
  if (!mayEver) throw new DomainError('FORBIDDEN', { needs: { group: role.groups[0] ?? 'admin' } })
  const enough = [role.scope, role.or].filter((scope) => scope != null)
  if (role.scope !== null && scopes && !enough.some((scope) => covers(scopes, scope))) {
    throw new DomainError('FORBIDDEN', { needs: { scope: role.scope } })
  }
}

/** Throws FORBIDDEN where the actor's credential lacks a scope that the procedure alone does not ask for. */
export function requireScope({ scopes }: Actor, scope: Scope): void {
  if (scopes && !covers(scopes, scope)) throw new DomainError('FORBIDDEN', { needs: { scope } })
}

export function covers(scopes: readonly Scope[], needed: Scope): boolean {
  if (scopes.includes('admin') || scopes.includes(needed)) return true
  if (needed === 'admin') return false
  const [noun, access] = needed.includes(':') ? needed.split(':') : [undefined, needed]
  if (scopes.includes('write')) return true
  if (access === 'write') return false
  return scopes.some((scope) => scope === 'read' || (noun !== undefined && scope === `${noun}:write`))
}

/** Throws where names and the table of roles differ, which is a mistake in the source. */
export function checkRoles(names: Iterable<string>): void {
  const called = new Set(names)
  const missing = [...called].filter((name) => !table.has(name))
  const left = [...table.keys()].filter((name) => !called.has(name))
  const faults = [
    ...missing.map((name) => `${name} has no entry`),
    ...left.map((name) => `${name} has an entry, and nothing is called so`),
  ]
  if (faults.length > 0) throw new TypeError(`The table of roles is wrong: ${faults.join('; ')}.`)
}

function roleOf(procedure: string): Role {
  const role = table.get(procedure)
  if (!role) throw new TypeError(`${procedure} has no entry in the table of roles`)
  return role
}
