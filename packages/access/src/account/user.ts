import {
  type Database,
  deleteDeviceLoginsOfUser,
  deleteSessionsOfUser,
  getManagedUser,
  listUsers,
  lockUser,
  type UserRow,
  updateUser,
} from '@assay/db'
import { transact } from '@assay/engine'
import {
  DomainError,
  type ManagedUser,
  type Page,
  type ResetLink,
  type User,
  type userDeleteInput,
  type userListInput,
  type userUpdateInput,
} from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import type { Actor } from '../actor.ts'
import { requireUnlimited } from '../credential/bounds.ts'
import type { AccessDeps } from '../deps.ts'
import { linkHours, makeLink } from './one-time-link.ts'
import { keepAnAdmin, requestDeletion } from './user-deletion.ts'

interface UserRef {
  readonly user_id: string
}

export async function listManagedUsers(
  deps: AccessDeps,
  _actor: Actor,
  { search, group, ...page }: z.output<typeof userListInput>,
): Promise<Page<ManagedUser>> {
  const rows = await listUsers(deps.db, { search, group }, page)
  return { ...rows, items: rows.items.map(toManagedUser) }
}

export async function readManagedUser(deps: AccessDeps, _actor: Actor, { user_id }: UserRef): Promise<ManagedUser> {
  return toManagedUser(await getManagedUser(deps.db, user_id))
}

/** Changes what a user may do, at once and everywhere. Throws LAST_ADMIN, USER_BEING_DELETED. */
export async function updateManagedUser(
  deps: AccessDeps,
  _actor: Actor,
  { user_id, disabled, groups, ...rest }: z.output<typeof userUpdateInput>,
): Promise<ManagedUser> {
  const row = await transact(deps, async (trx) => {
    // before the user is locked, for whose lock a device that fetches its key would wait
    if (disabled === true) await signOut(trx, user_id)
    const losesAdmin = disabled === true || (groups !== undefined && !groups.includes('admin'))
    if (losesAdmin) await keepAnAdmin(trx, user_id)
    const user = await lockUser(trx, user_id)
    if (user.deletion_requested_at !== null) throw new DomainError('USER_BEING_DELETED', { user_id })
    return updateUser(trx, user_id, {
      ...rest,
      ...(groups !== undefined && { groups: [...new Set(groups)] }),
      ...(disabled !== undefined && { disabled_at: disabled ? (user.disabled_at ?? new Date().toISOString()) : null }),
    })
  })
  return toManagedUser(row)
}

/** Ends all that signs a user in except API keys, which work again once the user may. */
async function signOut(trx: Transaction<Database>, owner_id: string): Promise<void> {
  await deleteSessionsOfUser(trx, { owner_id })
  await deleteDeviceLoginsOfUser(trx, owner_id)
}

/** A link with which a user can choose a new password, to be handed over by the admin. Throws USER_BEING_DELETED. */
export async function makeResetLink(deps: AccessDeps, actor: Actor, { user_id }: UserRef): Promise<ResetLink> {
  const user = await getManagedUser(deps.db, user_id)
  if (user.groups.includes('admin')) requireUnlimited(actor, linkHours.reset_password * 3_600_000)
  if (user.deletion_requested_at !== null) throw new DomainError('USER_BEING_DELETED', { user_id })
  const { row, href } = await makeLink(deps, {
    purpose: 'reset_password',
    owner_id: user_id,
    email: user.email,
    until: actor.until,
  })
  return { link: href, expires_at: row.expires_at }
}

/** Deletes a user with everything of theirs, as they could themselves. Throws LAST_ADMIN, WORK_OF_OTHERS. */
export async function removeUser(
  deps: AccessDeps,
  _actor: Actor,
  input: z.output<typeof userDeleteInput>,
): Promise<void> {
  await requestDeletion(deps, input)
}

export function toUser({ id, email, name, groups, created_at }: UserRow): User {
  return { id, email, name, groups, created_at }
}

function toManagedUser(row: UserRow): ManagedUser {
  return {
    ...toUser(row),
    email_confirmed_at: row.email_confirmed_at,
    has_password: row.password_hash !== null,
    disabled_at: row.disabled_at,
    deletion_requested_at: row.deletion_requested_at,
    max_storage_bytes: row.max_storage_bytes,
    max_running_jobs: row.max_running_jobs,
  }
}
