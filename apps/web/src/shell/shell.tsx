'use client'

import type { ReactNode } from 'react'
import { SignOut } from '../session/sign-out.tsx'
import { texts } from '../texts.ts'
import { Navigation } from './navigation.tsx'
import { ThemeSwitch } from './theme-switch.tsx'

/** What stands around every page. */
export function Shell({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:p-2">
        {texts.shell.skip}
      </a>
      <header className="sticky top-0 z-10 border-b border-line bg-raised">
        <div className="mx-auto flex max-w-7xl flex-wrap items-center gap-x-6 gap-y-1 px-4 py-2">
          <Navigation />
          <div className="ml-auto flex items-center gap-1">
            <ThemeSwitch />
            <SignOut />
          </div>
        </div>
      </header>
      <main id="content" className="mx-auto max-w-7xl px-4 py-6">
        {children}
      </main>
    </>
  )
}
