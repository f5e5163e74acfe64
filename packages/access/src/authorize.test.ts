import { type Scope, scope } from '@assay/schemas'
import { describe, expect, it } from 'vitest'
import type { Actor } from './actor.ts'
import { authorize, checkRoles, covers, isForAnyone } from './authorize.ts'
import { roles } from './roles.ts'

const user: Actor = { user_id: 'u', email: 'u@example.org', groups: ['users'] }
const admin: Actor = { ...user, groups: ['admin'] }
const names = Object.keys(roles)

describe(checkRoles, () => {
  it('refuses a procedure without an entry, and an entry without a procedure', () => {
    expect(() => checkRoles(names)).not.toThrow()
    expect(() => checkRoles([...names, 'datasets.burn'])).toThrow('datasets.burn has no entry')
    expect(() => checkRoles(names.slice(1))).toThrow(`${names[0]} has an entry, and nothing is called so`)
  })
})

describe(covers, () => {
  it.each<[Scope[], Scope[]]>([
    [['admin'], scope.options],
    [['write'], scope.options.filter((one) => one !== 'admin')],
    [['read'], scope.options.filter((one) => one === 'read' || one.endsWith(':read'))],
    [['datasets:write'], ['datasets:read', 'datasets:write']],
    [['datasets:read'], ['datasets:read']],
    [
      ['datasets:read', 'runs:write'],
      ['datasets:read', 'runs:read', 'runs:write'],
    ],
    [[], []],
  ])('lets %j do %j, and nothing else', (scopes, allowed) => {
    expect(scope.options.filter((needed) => covers(scopes, needed)).toSorted()).toEqual(allowed.toSorted())
  })
})

describe(authorize, () => {
  it('names the group or the scope that is missing', () => {
    expect(() => authorize(user, 'audit.list')).toThrow('This needs the group admin.')
    expect(() => authorize({ ...user, groups: [] }, 'datasets.get')).toThrow('This needs the group users.')
    expect(() => authorize({ ...user, scopes: ['read'] }, 'datasets.create')).toThrow(
      'This needs the scope datasets:write.',
    )
    expect(() => authorize({ ...admin, scopes: ['write'] }, 'audit.list')).toThrow('This needs the scope admin.')
  })

  it('lets pass who has both, and those who show a password or a session, which have no scopes', () => {
    for (const actor of [user, { ...user, scopes: ['write'] as const }]) {
      expect(() => authorize(actor, 'datasets.create')).not.toThrow()
    }
    expect(() => authorize(admin, 'audit.list')).not.toThrow()
    expect(isForAnyone('session.claim')).toBe(true)
  })

  it('throws for what has no entry', () => {
    expect(() => authorize(admin, 'datasets.burn')).toThrow('datasets.burn has no entry')
  })
})
