import type { ReactNode } from 'react'
import { shellTexts } from '../texts/shell.ts'

/** What stands around the pages of who is not signed in. */
export function Entrance({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className="mx-auto grid max-w-sm gap-4 px-4 py-16">
      <p className="text-base font-semibold">{shellTexts.name}</p>
      <h1 className="text-xl font-semibold">{title}</h1>
      {children}
    </main>
  )
}
