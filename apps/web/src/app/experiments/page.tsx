import type { Metadata } from 'next'
import Link from 'next/link'
import { ExperimentList } from '../../experiment/experiment-list.tsx'
import { evaluationTexts } from '../../texts/evaluation.ts'
import { experimentTexts } from '../../texts/experiment.ts'
import { PageTitle } from '../../ui/page-title.tsx'

export const metadata: Metadata = { title: experimentTexts.title }

export default function Experiments() {
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-4">
        <PageTitle>{experimentTexts.title}</PageTitle>
        <Link
          href="/experiments/new"
          className="mb-4 rounded-md bg-accent px-3 py-1.5 font-medium text-on-accent hover:opacity-90"
        >
          {evaluationTexts.button}
        </Link>
      </div>
      <ExperimentList />
    </>
  )
}
