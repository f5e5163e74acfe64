import { ChangeEmail } from '../../settings/change-email.tsx'
import { ChangePassword } from '../../settings/change-password.tsx'
import { DeleteAccount } from '../../settings/delete-account.tsx'
import { Profile } from '../../settings/profile.tsx'
import { Usage } from '../../settings/usage.tsx'
import { settingsTexts } from '../../texts/settings.ts'
import { Section } from '../../ui/section.tsx'

export default function AccountPage() {
  return (
    <div className="grid max-w-5xl gap-x-16 gap-y-10 md:grid-cols-2">
      <Section title={settingsTexts.profile.title}>
        <Profile />
      </Section>
      <Section title={settingsTexts.usage.title}>
        <Usage />
      </Section>
      <Section title={settingsTexts.mail.title}>
        <ChangeEmail />
      </Section>
      <Section title={settingsTexts.password.title}>
        <ChangePassword />
      </Section>
      <Section title={settingsTexts.remove.title} how={settingsTexts.remove.how}>
        <DeleteAccount />
      </Section>
    </div>
  )
}
