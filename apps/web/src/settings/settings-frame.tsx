'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { settingsTexts } from '../texts/settings.ts'
import { PageTitle } from '../ui/page-title.tsx'

const sections = [
  { href: '/settings', text: settingsTexts.account },
  { href: '/settings/keys', text: settingsTexts.keys },
  { href: '/settings/sessions', text: settingsTexts.sessions },
  { href: '/settings/secrets', text: settingsTexts.secrets },
] as const

const section =
  'border-b-2 border-transparent px-1 pb-2 text-quiet hover:text-ink ' +
  'aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink'

/** The sections of the settings, around each of them. */
export function SettingsFrame({ children }: { readonly children: ReactNode }) {
  const path = usePathname()
  return (
    <>
      <PageTitle>{settingsTexts.title}</PageTitle>
      <nav aria-label={settingsTexts.sections} className="mb-6 flex gap-5 overflow-x-auto border-b border-line">
        {sections.map(({ href, text }) => (
          <Link key={href} href={href} aria-current={path === href ? 'page' : undefined} className={section}>
            {text}
          </Link>
        ))}
      </nav>
      <div className="grid gap-8">{children}</div>
    </>
  )
}
