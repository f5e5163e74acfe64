import type { Metadata } from 'next'
import { JobList } from '../../job/job-list.tsx'
import { jobTexts } from '../../texts/job.ts'
import { PageTitle } from '../../ui/page-title.tsx'

export const metadata: Metadata = { title: jobTexts.title }

export default function JobsPage() {
  return (
    <>
      <PageTitle>{jobTexts.title}</PageTitle>
      <JobList />
    </>
  )
}
