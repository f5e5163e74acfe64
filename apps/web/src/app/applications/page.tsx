import type { Metadata } from 'next'
import { ApplicationList } from '../../application/application-list.tsx'
import { applicationTexts } from '../../texts/application.ts'
import { PageTitle } from '../../ui/page-title.tsx'

export const metadata: Metadata = { title: applicationTexts.title }

export default function ApplicationsPage() {
  return (
    <>
      <PageTitle>{applicationTexts.title}</PageTitle>
      <p className="-mt-3 mb-4 text-quiet">{applicationTexts.how}</p>
      <ApplicationList />
    </>
  )
}
