import { NewSecret } from '../../../settings/new-secret.tsx'
import { SecretList } from '../../../settings/secret-list.tsx'
import { settingsTexts } from '../../../texts/settings.ts'
import { Section } from '../../../ui/section.tsx'

export default function SecretsPage() {
  return (
    <Section title={settingsTexts.secrets} how={settingsTexts.secret.how}>
      <NewSecret />
      <SecretList />
    </Section>
  )
}
