import './globals.css'
import type { Metadata } from 'next'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { DataProvider } from '../data/data-provider.tsx'
import { SessionGate } from '../session/session-gate.tsx'
import { Shell } from '../shell/shell.tsx'
import { themeCookie, toTheme } from '../shell/theme.ts'
import { texts } from '../texts.ts'

export const metadata: Metadata = {
  title: { default: texts.name, template: `%s · ${texts.name}` },
  description: texts.purpose,
  icons: 'data:,',
}

export default async function Layout({ children }: { readonly children: ReactNode }) {
  // a page with a nonce is made anew for each request
  await headers()
  const theme = toTheme((await cookies()).get(themeCookie)?.value)
  return (
    <html lang="en" data-theme={theme} suppressHydrationWarning>
      <body className="min-h-screen font-sans text-sm antialiased">
        <DataProvider>
          <SessionGate>
            <Shell>{children}</Shell>
          </SessionGate>
        </DataProvider>
      </body>
    </html>
  )
}
