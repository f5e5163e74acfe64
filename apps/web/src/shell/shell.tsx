'use client'

import dynamic from 'next/dynamic'
import type { ReactNode } from 'react'
import { SignOut } from '../session/sign-out.tsx'
import { shellTexts } from '../texts/shell.ts'
import { useIsNarrow } from './is-narrow.ts'
import { Navigation } from './navigation.tsx'
import { ThemeSwitch } from './theme-switch.tsx'

const header = 'sticky top-0 z-10 flex h-12 items-center gap-2 border-b border-line bg-raised px-3 print:hidden'
const aside =
  'sticky top-12 hidden h-[calc(100vh-3rem)] w-52 shrink-0 overflow-y-auto border-r border-line p-3 lg:block print:hidden'

const Drawer = dynamic(() => import('./drawer.tsx').then((module) => module.Drawer), { ssr: false })

/** What stands around every page. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const is_narrow = useIsNarrow()
  return (
    <>
      <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:z-20 focus:p-2">
        {shellTexts.skip}
      </a>
      <header className={header}>
        {is_narrow && <Drawer />}
        <span className="px-2 text-base font-semibold">{shellTexts.name}</span>
        <div className="ml-auto flex items-center gap-1">
          <a href="/docs" className="px-2.5 py-1.5 text-quiet hover:text-ink">
            {shellTexts.api}
          </a>
          <ThemeSwitch />
          <SignOut />
        </div>
      </header>
      <div className="flex">
        <aside className={aside}>
          <Navigation />
        </aside>
        <main id="content" className="mx-auto w-full max-w-screen-2xl min-w-0 flex-1 px-4 py-6 lg:px-8">
          {children}
        </main>
      </div>
    </>
  )
}
