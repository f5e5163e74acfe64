import { getUser, hasIdentity, type UserRow, updateUser } from '@assay/db'
import { transact } from '@assay/engine'
import { type changePasswordInput, DomainError, type requestResetInput, type resetPasswordInput } from '@assay/schemas'
import type { z } from 'zod'
import type { Actor } from '../actor.ts'
import { type AuditedCall, audited } from '../audit/audit.ts'
import { toActor } from '../credential/credential.ts'
import type { AccessDeps } from '../deps.ts'
import { endAccess } from './end-access.ts'
import { ownerOfLink, redeemLink } from './one-time-link.ts'
import { tellOwner } from './sign-up.ts'

/** What a link to choose a new password was made for. */
export const resets = ['reset_password', 'sign_up_again'] as const

/** Mails a link to choose a new password to the owner of the address, if there is one. Throws MAIL_UNAVAILABLE. */
export async function requestReset(
  deps: AccessDeps,
  { email }: z.output<typeof requestResetInput>,
  { call }: { readonly call: AuditedCall },
): Promise<void> {
  if (!deps.settings.mail) throw new DomainError('MAIL_UNAVAILABLE', {})
  await audited(deps, call, (held) => tellOwner(held, { purpose: 'reset_password', email }))
}

/**
 * Sets a new password by a link, and ends all sessions. API keys stay valid unless they are to be revoked: scripts must
 * not stop because somebody forgot a password. Throws TOKEN_INVALID.
 */
export async function resetPassword(
  deps: AccessDeps,
  { token, password, revoke_api_keys }: z.output<typeof resetPasswordInput>,
  { call }: { readonly call: AuditedCall },
): Promise<void> {
  const presented = { token, purposes: resets }
  // before the hash, which is expensive
  const user = await ownerOfLink(deps, presented)
  const password_hash = await deps.passwords.hash(password)
  await audited(deps, { ...call, actor: toActor(user) }, (held) =>
    transact(held, async (trx) => {
      const link = await redeemLink(trx, presented)
      const isFirstProof = link.is_mailed && link.email === user.email && user.email_confirmed_at === null
      const now = new Date().toISOString()
      await updateUser(trx, user.id, { password_hash, ...(isFirstProof && { email_confirmed_at: now }) })
      // somebody who signed up earlier with another person's address loses all access
      await endAccess({ ...held, db: trx }, user.id, { keys: revoke_api_keys || isFirstProof })
    }),
  )
}

/** Sets a new password, and ends all sessions but the one that asks. Throws PASSWORD_WRONG, FORBIDDEN without one. */
export async function changePassword(
  deps: AccessDeps,
  actor: Actor,
  { current_password, password, revoke_api_keys }: z.output<typeof changePasswordInput>,
  { call }: { readonly call: AuditedCall },
): Promise<void> {
  await requireOwnPassword(deps, await requirePassword(deps, actor, current_password))
  const password_hash = await deps.passwords.hash(password)
  await audited(deps, call, async (held) => {
    await updateUser(held.db, actor.user_id, { password_hash })
    const except_id = actor.credential?.kind === 'session' ? actor.credential.id : null
    await endAccess(held, actor.user_id, { keys: revoke_api_keys, except_id })
  })
}

/**
 * Makes sure that the caller knows the password of the account, if it has one: a browser that was left open is not
 * enough. Throws PASSWORD_WRONG; LIMIT_REACHED after too many that were wrong.
 */
export async function requirePassword(deps: AccessDeps, actor: Actor, password: string | undefined): Promise<UserRow> {
  const user = await getUser(deps.db, actor.user_id)
  await provePassword(deps, user, password)
  return user
}

/**
 * Makes sure that the account does not depend on an identity provider alone: with a password, or an address to have one
 * mailed to, it would go on when that no longer vouches for its user. Throws FORBIDDEN.
 */
export async function requireOwnPassword({ db }: Pick<AccessDeps, 'db'>, user: UserRow): Promise<void> {
  const isOfIssuer = user.password_hash === null && (await hasIdentity(db, user.id))
  if (isOfIssuer) throw new DomainError('FORBIDDEN', { needs: { password_by: 'admin' } })
}

/** Makes sure that a password is the one of an account, if that has one. Throws PASSWORD_WRONG, LIMIT_REACHED. */
export async function provePassword(deps: AccessDeps, user: UserRow, password: string | undefined): Promise<void> {
  if (user.password_hash === null) return
  try {
    // counted for the user alone: a user from the same network has nothing to do with it
    await deps.limits.password({ email: user.email, address: user.id }, async () => {
      const matches = await deps.passwords.verify(password ?? '', user.password_hash)
      if (!matches) throw new DomainError('CREDENTIALS_INVALID', {})
    })
  } catch (error) {
    if (DomainError.is(error, 'CREDENTIALS_INVALID')) throw new DomainError('PASSWORD_WRONG', {})
    throw error
  }
}
