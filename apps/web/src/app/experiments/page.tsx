import type { Metadata } from 'next'
import { ExperimentList } from '../../experiment/experiment-list.tsx'
import { experimentTexts } from '../../texts/experiment.ts'
import { PageTitle } from '../../ui/page-title.tsx'

export const metadata: Metadata = { title: experimentTexts.title }

export default function Experiments() {
  return (
    <>
      <PageTitle>{experimentTexts.title}</PageTitle>
      <ExperimentList />
    </>
  )
}
