import type { Metadata } from 'next'
import { Suspense } from 'react'
import { WayIn } from '../../session/way-in.tsx'
import { sessionTexts } from '../../texts/session.ts'

export const metadata: Metadata = { title: sessionTexts.sign_in.title }

export default function SignInPage() {
  return (
    <Suspense>
      <WayIn />
    </Suspense>
  )
}
