import type { Metadata } from 'next'
import { RunList } from '../../run/run-list.tsx'
import { runTexts } from '../../texts/run.ts'
import { PageTitle } from '../../ui/page-title.tsx'

export const metadata: Metadata = { title: runTexts.title }

export default function RunsPage() {
  return (
    <>
      <PageTitle>{runTexts.title}</PageTitle>
      <RunList />
    </>
  )
}
