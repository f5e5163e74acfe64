'use client'

import type { ReactNode } from 'react'
import { useUser } from '../session/user.tsx'
import { adminTexts } from '../texts/admin.ts'
import { errorTexts } from '../texts/error.ts'
import { PageTitle } from '../ui/page-title.tsx'
import { SectionLinks } from '../ui/section-links.tsx'

const sections = [
  { href: '/admin', text: adminTexts.users },
  { href: '/admin/invitations', text: adminTexts.invitations },
  { href: '/admin/audit', text: adminTexts.audit },
  { href: '/admin/dead-letters', text: adminTexts.dead_letters },
] as const

/** The sections of the administration, around each of them; for others there is nothing at its addresses. */
export function AdminFrame({ children }: { readonly children: ReactNode }) {
  if (!useUser().is_admin) return <p role="alert">{errorTexts.not_found}</p>
  return (
    <>
      <PageTitle>{adminTexts.title}</PageTitle>
      <SectionLinks label={adminTexts.sections} sections={sections} />
      <div className="grid grid-cols-1 gap-6">{children}</div>
    </>
  )
}
