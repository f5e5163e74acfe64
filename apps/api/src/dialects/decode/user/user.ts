import type { FastifyInstance } from 'fastify'
import type { Platform } from '../../../platform.ts'
import { Refusal } from '../../error.ts'
import { type Asked, routesOf } from '../../routes.ts'

const known = ['users', 'workers', 'cloud'] as const

export function addUserRoutes(scope: FastifyInstance, platform: Platform): void {
  routesOf(scope, platform)('GET', '/user', describeUser)
}

/** Who asks, by the groups that DECODE knows; admins are users. */
async function describeUser({ platform, request }: Asked) {
  const { email, groups: own } = await platform.call(request, 'session.whoami')
  const isAdmin = own.includes('admin')
  const groups = known.filter((group) => own.includes(group) || (isAdmin && group === 'users'))
  if (!groups.includes('users')) throw new Refusal(403, "Not a member of the 'users' group")
  return { email, groups }
}
