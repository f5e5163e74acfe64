import { AuditLog } from '../../../admin/audit-log.tsx'
import { adminTexts } from '../../../texts/admin.ts'
import { Section } from '../../../ui/section.tsx'

export default function AuditPage() {
  return (
    <Section title={adminTexts.audit} how={adminTexts.entry.how}>
      <AuditLog />
    </Section>
  )
}
