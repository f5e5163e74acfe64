import { SessionList } from '../../../settings/session-list.tsx'
import { settingsTexts } from '../../../texts/settings.ts'
import { Section } from '../../../ui/section.tsx'

export default function SessionsPage() {
  return (
    <Section title={settingsTexts.sessions} how={settingsTexts.session.how}>
      <SessionList />
    </Section>
  )
}
