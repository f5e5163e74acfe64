import {
  deleteInvitation,
  deleteInvitationsOf,
  findUserByEmail,
  listInvitations,
  type OneTimeTokenRow,
} from '@assay/db'
import {
  type CreatedInvitation,
  DomainError,
  type Invitation,
  type invitationCreateInput,
  type invitationListInput,
  type Page,
} from '@assay/schemas'
import type { z } from 'zod'
import type { Actor } from '../actor.ts'
import type { AccessDeps } from '../deps.ts'
import { enqueueMail, makeLink } from './one-time-link.ts'
import { givesWay, signUpModeOf } from './sign-up.ts'

/**
 * Invites an address, for as long as the actor's credential is good at most; earlier invitations of it end, and so does
 * an unconfirmed sign-up with it. Throws SIGN_UP_CLOSED, EMAIL_TAKEN.
 */
export async function createInvitation(
  deps: AccessDeps,
  actor: Actor,
  { email, groups }: z.output<typeof invitationCreateInput>,
): Promise<CreatedInvitation> {
  if (signUpModeOf(deps) === 'closed') throw new DomainError('SIGN_UP_CLOSED', { mode: 'closed' })
  const owner = await findUserByEmail(deps.db, email)
  if (owner && !givesWay(deps, owner)) throw new DomainError('EMAIL_TAKEN', {})
  await deleteInvitationsOf(deps.db, email)
  const link = {
    purpose: 'invitation',
    owner_id: null,
    email,
    groups: [...new Set(groups)],
    until: actor.until,
  } as const
  const { row, href } = await makeLink(deps, link)
  const is_mailed = deps.settings.mail !== undefined
  if (is_mailed) await enqueueMail(deps, row.id)
  return { ...toInvitation(row), link: href, is_mailed }
}

export async function listOpenInvitations(
  deps: AccessDeps,
  _actor: Actor,
  page: z.output<typeof invitationListInput>,
): Promise<Page<Invitation>> {
  const rows = await listInvitations(deps.db, page)
  return { ...rows, items: rows.items.map(toInvitation) }
}

export async function revokeInvitation(
  deps: AccessDeps,
  _actor: Actor,
  { invitation_id }: { readonly invitation_id: string },
): Promise<void> {
  await deleteInvitation(deps.db, invitation_id)
}

function toInvitation({ id, email, groups, created_at, expires_at }: OneTimeTokenRow): Invitation {
  return { id, email, groups, created_at, expires_at }
}
