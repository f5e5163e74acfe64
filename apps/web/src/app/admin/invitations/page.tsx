import { InvitationList } from '../../../admin/invitation-list.tsx'
import { NewInvitation } from '../../../admin/new-invitation.tsx'
import { adminTexts } from '../../../texts/admin.ts'
import { Section } from '../../../ui/section.tsx'

export default function InvitationsPage() {
  return (
    <Section title={adminTexts.invitations} how={adminTexts.invitation.how}>
      <NewInvitation />
      <InvitationList />
    </Section>
  )
}
