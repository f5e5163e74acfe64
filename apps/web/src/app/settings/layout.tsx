import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { SettingsFrame } from '../../settings/settings-frame.tsx'
import { settingsTexts } from '../../texts/settings.ts'

export const metadata: Metadata = { title: settingsTexts.title }

export default function SettingsLayout({ children }: { readonly children: ReactNode }) {
  return <SettingsFrame>{children}</SettingsFrame>
}
