import { deleteTokensOfUser, findUserByEmail, lockUser, moveUser, type UserRow, updateUser } from '@assay/db'
import { transact } from '@assay/engine'
import {
  type accountDeleteInput,
  type accountUpdateInput,
  type ChangeEmailResult,
  type changeEmailInput,
  type confirmEmailInput,
  DomainError,
  type User,
} from '@assay/schemas'
import type { z } from 'zod'
import type { Actor } from '../actor.ts'
import { type AuditedCall, audited } from '../audit/audit.ts'
import { toActor } from '../credential/credential.ts'
import type { AccessDeps } from '../deps.ts'
import { endAccess } from './end-access.ts'
import { mailUnlessRecent, ownerOfLink, redeemLink } from './one-time-link.ts'
import { provePassword, requireOwnPassword, requirePassword } from './own-password.ts'
import { tellOwner } from './sign-up.ts'
import { toUser } from './user.ts'
import { requestDeletion } from './user-deletion.ts'

export async function updateAccount(
  deps: AccessDeps,
  actor: Actor,
  { name }: z.output<typeof accountUpdateInput>,
): Promise<User> {
  return toUser(await updateUser(deps.db, actor.user_id, { name }))
}

/**
 * Changes the e-mail address; where the server sends mail, only when a link that is mailed to the new one is opened.
 * Throws PASSWORD_WRONG, EMAIL_TAKEN, FORBIDDEN where an identity provider alone opens the account.
 */
export async function changeEmail(
  deps: AccessDeps,
  actor: Actor,
  { email, password }: z.output<typeof changeEmailInput>,
  { call }: { readonly call: AuditedCall },
): Promise<ChangeEmailResult> {
  const user = await requirePassword(deps, actor, password)
  await requireOwnPassword(deps, user)
  const isMoot = user.email === email && (user.email_confirmed_at !== null || !deps.settings.mail)
  return audited(deps, call, async (held) => {
    if (isMoot) return { next: 'done' }
    if (!deps.settings.mail) return moveAtOnce(held, user, email)
    await moveByMail(held, user, email)
    return { next: 'confirm_email' }
  })
}

async function moveAtOnce(deps: AccessDeps, { id }: UserRow, email: string): Promise<ChangeEmailResult> {
  const moved = await moveUser(deps.db, id, { email, is_confirmed: false })
  if (!moved) throw new DomainError('EMAIL_TAKEN', {})
  await deleteTokensOfUser(deps.db, id)
  return { next: 'done' }
}

/** An address that has an account is told so by mail and by nothing else, as when signing up. */
async function moveByMail(deps: AccessDeps, { id }: UserRow, email: string): Promise<void> {
  // a signed-in user must not be able to make us write to any address they like
  await deps.limits.publicCall('account.change_email', id)
  const taken = await findUserByEmail(deps.db, email)
  if (taken && taken.id !== id) await tellOwner(deps, { purpose: 'sign_up_again', email })
  else await mailUnlessRecent(deps, { purpose: 'confirm_email', owner_id: id, email })
}

/**
 * Confirms an address by the link that was mailed to it; from then on it belongs to the account. The reader of the mail
 * also has to give the account's password: an address is never confirmed for somebody else who entered it. Throws
 * TOKEN_INVALID, PASSWORD_WRONG, EMAIL_TAKEN.
 */
export async function confirmEmail(
  deps: AccessDeps,
  { token, password }: z.output<typeof confirmEmailInput>,
  { call }: { readonly call: AuditedCall },
): Promise<void> {
  const presented = { token, purposes: ['confirm_email'] } as const
  const user = await ownerOfLink(deps, presented)
  await provePassword(deps, user, password)
  await audited(deps, { ...call, actor: toActor(user) }, (held) =>
    transact(held, async (trx) => {
      const { email } = await redeemLink(trx, presented)
      const { password_hash, email_confirmed_at } = await lockUser(trx, user.id)
      // somebody signed up again with the address in between, with another password
      if (password_hash !== user.password_hash) throw new DomainError('PASSWORD_WRONG', {})
      const moved = await moveUser(trx, user.id, { email, is_confirmed: true })
      if (!moved) throw new DomainError('EMAIL_TAKEN', {})
      // links to the old address, if it was another
      await deleteTokensOfUser(trx, user.id)
      // somebody who signed up earlier with another person's address loses all access
      const isFirstProof = email_confirmed_at === null && email === user.email
      if (isFirstProof) await endAccess({ ...held, db: trx }, user.id, { keys: true })
    }),
  )
}

/**
 * Deletes the account with everything in it. From now on nothing of it gives access, and the rest is deleted as soon as
 * its runs have stopped. Throws PASSWORD_WRONG, LAST_ADMIN, WORK_OF_OTHERS.
 */
export async function deleteAccount(
  deps: AccessDeps,
  actor: Actor,
  { password, with_work_of_others }: z.output<typeof accountDeleteInput>,
  { call }: { readonly call: AuditedCall },
): Promise<void> {
  await requirePassword(deps, actor, password)
  await audited(deps, call, (held) => requestDeletion(held, { user_id: actor.user_id, with_work_of_others }))
}
