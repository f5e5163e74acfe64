import { DeadLetterList } from '../../../admin/dead-letter-list.tsx'
import { adminTexts } from '../../../texts/admin.ts'
import { Section } from '../../../ui/section.tsx'

export default function DeadLettersPage() {
  return (
    <Section title={adminTexts.dead_letters} how={adminTexts.letter.how}>
      <DeadLetterList />
    </Section>
  )
}
