import type { Metadata } from 'next'
import { RecentRuns } from '../run/recent-runs.tsx'
import { texts } from '../texts.ts'
import { PageTitle } from '../ui/page-title.tsx'

export const metadata: Metadata = { title: texts.home.title }

export default function Home() {
  return (
    <>
      <PageTitle>{texts.home.title}</PageTitle>
      <RecentRuns />
    </>
  )
}
