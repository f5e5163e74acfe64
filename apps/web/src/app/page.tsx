import type { Metadata } from 'next'
import { RecentRuns } from '../run/recent-runs.tsx'
import { homeTexts } from '../texts/home.ts'
import { PageTitle } from '../ui/page-title.tsx'

export const metadata: Metadata = { title: homeTexts.title }

export default function Home() {
  return (
    <>
      <PageTitle>{homeTexts.title}</PageTitle>
      <RecentRuns />
    </>
  )
}
