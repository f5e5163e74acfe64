import { z } from 'zod'
import { id, time } from './field.ts'
import { pageInput, pageOf } from './page.ts'
import { email, group } from './user.ts'

/** Lets somebody make an account. */
export const invitation = z
  .object({
    id,
    email: z.string().describe('the address that the account will have'),
    groups: z.array(group).describe('what the user will be in'),
    created_at: time,
    expires_at: time,
  })
  .describe('An invitation that nobody has used yet.')

/** Lets somebody make an account. */
export type Invitation = z.infer<typeof invitation>

/** Invites somebody. */
export const invitationCreateInput = z.object({
  email,
  groups: z.array(group).min(1).max(3).default(['users']).describe('what the user will be in; absent: users'),
})

/** An invitation with its link, shown this once. */
export const createdInvitation = invitation.extend({
  link: z.string().describe('works once, for the address alone; only its SHA-256 is stored'),
  is_mailed: z.boolean().describe('whether a link is on its way by mail, too'),
})

/** An invitation with its link, shown this once. */
export type CreatedInvitation = z.infer<typeof createdInvitation>

/** Lists invitations. */
export const invitationListInput = pageInput

/** A page of invitations. */
export const invitationPage = pageOf(invitation)

/** Names an invitation. */
export const invitationRef = z.object({ invitation_id: id })
