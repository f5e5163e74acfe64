import type { ReactNode } from 'react'
import { sessionTexts } from '../texts/session.ts'
import { Entrance } from './entrance.tsx'

/** What has been done, and the way to signing in. */
export function Done({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <Entrance title={title}>
      {children}
      <a href="/sign-in" className="text-accent underline">
        {sessionTexts.to_sign_in}
      </a>
    </Entrance>
  )
}
