import { createInvitation, listOpenInvitations, revokeInvitation } from '@assay/access'
import {
  createdInvitation,
  invitationCreateInput,
  invitationListInput,
  invitationPage,
  invitationRef,
} from '@assay/schemas'
import { change, done, quietly, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const invitations = router({
  create: procedure
    .meta({
      method: 'POST',
      path: '/invitations',
      summary: 'Invite somebody; the link is shown this once, and mailed where the server sends mail',
      errors: ['SIGN_UP_CLOSED', 'EMAIL_TAKEN'],
      creates: '/invitations',
    })
    .input(invitationCreateInput)
    .output(createdInvitation)
    .mutation(change(createInvitation)),
  list: procedure
    .meta({ method: 'GET', path: '/invitations', summary: 'List invitations that nobody has used yet' })
    .input(invitationListInput)
    .output(invitationPage)
    .query(read(listOpenInvitations)),
  revoke: procedure
    .meta({ method: 'DELETE', path: '/invitations/{invitation_id}', summary: 'Take an invitation back' })
    .input(invitationRef)
    .output(done)
    .mutation(change(quietly(revokeInvitation))),
})
