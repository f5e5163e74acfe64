import type { ReactNode } from 'react'
import { noticeTexts } from '../texts/notice.ts'
import { settingsTexts } from '../texts/settings.ts'
import { PageTitle } from '../ui/page-title.tsx'
import { SectionLinks } from '../ui/section-links.tsx'

const sections = [
  { href: '/settings', text: settingsTexts.account },
  { href: '/settings/keys', text: settingsTexts.keys },
  { href: '/settings/sessions', text: settingsTexts.sessions },
  { href: '/settings/secrets', text: settingsTexts.secrets },
  { href: '/settings/notifications', text: noticeTexts.title },
] as const

/** The sections of the settings, around each of them. */
export function SettingsFrame({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <PageTitle>{settingsTexts.title}</PageTitle>
      <SectionLinks label={settingsTexts.sections} sections={sections} />
      <div className="grid grid-cols-1 gap-8">{children}</div>
    </>
  )
}
