import { Suspense } from 'react'
import { MailSettings } from '../../../settings/mail-settings.tsx'
import { NewWebhook } from '../../../settings/new-webhook.tsx'
import { WebhookList } from '../../../settings/webhook-list.tsx'
import { noticeTexts } from '../../../texts/notice.ts'
import { Section } from '../../../ui/section.tsx'

export default function NotificationsPage() {
  return (
    <>
      <Section title={noticeTexts.mail.title} how={noticeTexts.mail.how}>
        <MailSettings />
      </Section>
      <Section title={noticeTexts.webhook.title} how={noticeTexts.webhook.how}>
        <NewWebhook />
        <Suspense>
          <WebhookList />
        </Suspense>
      </Section>
    </>
  )
}
