import type { Metadata } from 'next'
import { ExperimentList } from '../../experiment/experiment-list.tsx'
import { texts } from '../../texts.ts'
import { PageTitle } from '../../ui/page-title.tsx'

export const metadata: Metadata = { title: texts.experiment.title }

export default function Experiments() {
  return (
    <>
      <PageTitle>{texts.experiment.title}</PageTitle>
      <ExperimentList />
    </>
  )
}
