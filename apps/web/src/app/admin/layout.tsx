import type { Metadata } from 'next'
import { type ReactNode, Suspense } from 'react'
import { AdminFrame } from '../../admin/admin-frame.tsx'
import { adminTexts } from '../../texts/admin.ts'

export const metadata: Metadata = { title: adminTexts.title }

export default function AdminLayout({ children }: { readonly children: ReactNode }) {
  return (
    <AdminFrame>
      <Suspense>{children}</Suspense>
    </AdminFrame>
  )
}
