import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ApplicationPage } from '../../../application/application-page.tsx'
import { applicationTexts } from '../../../texts/application.ts'

export const metadata: Metadata = { title: applicationTexts.name }

interface Props {
  readonly params: Promise<{ readonly name: string }>
}

export default async function Page({ params }: Props) {
  const { name } = await params
  return (
    <Suspense>
      <ApplicationPage name={name} />
    </Suspense>
  )
}
