import type { Metadata } from 'next'
import { JobPage } from '../../../job/job-page.tsx'
import { jobTexts } from '../../../texts/job.ts'

export const metadata: Metadata = { title: jobTexts.name }

interface Props {
  readonly params: Promise<{ readonly job_id: string }>
}

export default async function Page({ params }: Props) {
  return <JobPage job_id={(await params).job_id} />
}
