import type { Metadata } from 'next'
import { Suspense } from 'react'
import { workerTexts } from '../../texts/worker.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { Section } from '../../ui/section.tsx'
import { NewWorker } from '../../worker/new-worker.tsx'
import { WorkerList } from '../../worker/worker-list.tsx'

export const metadata: Metadata = { title: workerTexts.title }

export default function WorkersPage() {
  return (
    <>
      <PageTitle>{workerTexts.title}</PageTitle>
      <p className="-mt-3 mb-4 text-quiet">{workerTexts.how}</p>
      <div className="grid grid-cols-1 gap-6">
        <Suspense>
          <WorkerList />
        </Suspense>
        <Section title={workerTexts.make}>
          <NewWorker />
        </Section>
      </div>
    </>
  )
}
