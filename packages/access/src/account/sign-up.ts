import {
  findUserByEmail,
  hasAdmin,
  hasIdentity,
  insertUserUnlessTaken,
  newId,
  replaceUnconfirmedUser,
  type UserRow,
} from '@assay/db'
import { transact } from '@assay/engine'
import { type AccountOptions, DomainError, type SignUpMode, type SignUpResult, type signUpInput } from '@assay/schemas'
import type { z } from 'zod'
import { type AuditedCall, audited } from '../audit/audit.ts'
import type { AccessDeps } from '../deps.ts'
import { endAccess } from './end-access.ts'
import { lookUpLink, mailUnlessRecent, redeemLink } from './one-time-link.ts'

const invitations = ['invitation'] as const

/** Who may make an account: only whom an admin has invited, unless the operator says otherwise. */
export function signUpModeOf({ settings }: Pick<AccessDeps, 'settings'>): SignUpMode {
  return settings.sign_up ?? 'invitation'
}

export async function getAccountOptions(deps: AccessDeps): Promise<AccountOptions> {
  const has_admin = await hasAdmin(deps.db)
  return { sign_up: signUpModeOf(deps), has_admin, mail: deps.settings.mail !== undefined }
}

type SignUp = z.output<typeof signUpInput>

/**
 * Makes an account. Where the server sends mail, only a mail says that an address has an account already. Throws
 * SIGN_UP_CLOSED, TOKEN_INVALID, INVITATION_FOR_ANOTHER, EMAIL_TAKEN.
 */
export async function signUp(
  deps: AccessDeps,
  input: SignUp,
  { call }: { readonly call: AuditedCall },
): Promise<SignUpResult> {
  await checkMaySignUp(deps, input)
  // before the transaction: hashing takes long, and would keep a connection
  const password_hash = await deps.passwords.hash(input.password)
  const user = { id: newId(), email: input.email, name: input.name ?? input.email, password_hash }
  return audited(deps, call, (held) => {
    if (input.invitation !== undefined) return joinInvited(held, user, input.invitation)
    return deps.settings.mail ? joinByMail(held, user) : joinAtOnce(held, user)
  })
}

/** The cheap part, before anything is hashed. */
async function checkMaySignUp(deps: AccessDeps, { email, invitation: token }: SignUp): Promise<void> {
  requireSignUp(deps, token)
  if (token === undefined) return
  const invitation = await lookUpLink(deps, { token, purposes: invitations })
  if (invitation.email !== email) throw new DomainError('INVITATION_FOR_ANOTHER', { email: invitation.email })
}

/** Throws SIGN_UP_CLOSED where nobody may make an account, or nobody without an invitation. */
export function requireSignUp(deps: AccessDeps, invitation: string | undefined): void {
  const mode = signUpModeOf(deps)
  const isOpen = mode === 'open' || (mode === 'invitation' && invitation !== undefined)
  if (!isOpen) throw new DomainError('SIGN_UP_CLOSED', { mode })
}

type NewUser = Pick<UserRow, 'id' | 'email' | 'name'> & { readonly password_hash: string }

/**
 * Whether an account has an address only because somebody signed up with it, who cannot use it before they confirm it.
 * Without mail nobody can confirm, and every account counts.
 */
export function givesWay(
  { settings }: Pick<AccessDeps, 'settings'>,
  { email_confirmed_at, password_hash, disabled_at, is_builtin }: UserRow,
): boolean {
  const isUnconfirmed = settings.mail !== undefined && email_confirmed_at === null
  return isUnconfirmed && password_hash !== null && disabled_at === null && !is_builtin
}

async function joinInvited(deps: AccessDeps, user: NewUser, token: string): Promise<SignUpResult> {
  return transact(deps, async (trx) => {
    const invitation = await redeemLink(trx, { token, purposes: invitations })
    const email_confirmed_at = new Date().toISOString()
    const invited = { ...user, groups: invitation.groups, email_confirmed_at }
    const joined = await insertUserUnlessTaken(trx, invited)
    if (!joined) await takeOver({ ...deps, db: trx }, invited)
    return { next: 'sign_in' }
  })
}

/** Puts somebody whom an admin has invited in the place of somebody unconfirmed, and keeps nothing of theirs. */
async function takeOver(deps: AccessDeps, { id: _, ...invited }: NewUser): Promise<void> {
  const replaced = deps.settings.mail && (await replaceUnconfirmedUser(deps.db, invited))
  if (!replaced) throw new DomainError('EMAIL_TAKEN', {})
  await endAccess(deps, replaced.id, { keys: true })
}

/**
 * Does the same whether the address has an account or not; only the mail differs. If several people sign up with an
 * address before it is confirmed, the last password counts, whichever mail is opened.
 */
async function joinByMail(deps: AccessDeps, { id, ...user }: NewUser): Promise<SignUpResult> {
  const joined =
    (await insertUserUnlessTaken(deps.db, { ...user, id, groups: ['users'] })) ??
    (await replaceUnconfirmedUser(deps.db, user))
  if (joined) await mailUnlessRecent(deps, { purpose: 'confirm_email', owner_id: joined.id, email: user.email })
  else await tellOwner(deps, { purpose: 'sign_up_again', email: user.email })
  return { next: 'confirm_email' }
}

async function joinAtOnce(deps: AccessDeps, user: NewUser): Promise<SignUpResult> {
  const joined = await insertUserUnlessTaken(deps.db, { ...user, groups: ['users'] })
  if (!joined) throw new DomainError('EMAIL_TAKEN', {})
  return { next: 'sign_in' }
}

/**
 * Mails the owner of an address a link to choose a new password. For an address without an account, or with one that
 * an identity provider alone opens, all is the same, except that nothing is sent in the end: the caller cannot tell,
 * not even by the time that it takes.
 */
export async function tellOwner(
  deps: AccessDeps,
  { purpose, email }: { readonly purpose: 'reset_password' | 'sign_up_again'; readonly email: string },
): Promise<void> {
  const owner = await findUserByEmail(deps.db, email)
  // a query for nobody too, which takes its time
  const isOfIssuer = (await hasIdentity(deps.db, owner?.id ?? newId())) && owner?.password_hash === null
  const isKnown = owner !== undefined && owner.disabled_at === null && !owner.is_builtin && !isOfIssuer
  await mailUnlessRecent(deps, { purpose, owner_id: isKnown ? owner.id : null, email })
}
