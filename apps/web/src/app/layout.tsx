import './globals.css'
import type { Metadata } from 'next'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { ContentNonce } from '../content-nonce.tsx'
import { nonceOf } from '../content-policy.ts'
import { DataProvider } from '../data/data-provider.tsx'
import { SessionGate } from '../session/session-gate.tsx'
import { themeCookie, toTheme } from '../shell/theme.ts'
import { shellTexts } from '../texts/shell.ts'

export const metadata: Metadata = {
  title: { default: shellTexts.name, template: `%s · ${shellTexts.name}` },
  description: shellTexts.purpose,
  icons: 'data:,',
}

export default async function Layout({ children }: { readonly children: ReactNode }) {
  // a page with a nonce is made anew for each request
  const nonce = nonceOf((await headers()).get('content-security-policy'))
  const theme = toTheme((await cookies()).get(themeCookie)?.value)
  return (
    <html lang="en" data-theme={theme} suppressHydrationWarning>
      <body className="min-h-screen font-sans text-sm antialiased">
        <ContentNonce nonce={nonce}>
          <DataProvider>
            <SessionGate>{children}</SessionGate>
          </DataProvider>
        </ContentNonce>
      </body>
    </html>
  )
}
