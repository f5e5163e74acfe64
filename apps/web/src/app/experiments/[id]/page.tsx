import type { Metadata } from 'next'
import { ExperimentPage } from '../../../experiment/experiment-page.tsx'
import { experimentTexts } from '../../../texts/experiment.ts'

export const metadata: Metadata = { title: experimentTexts.one }

export default async function Page({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  return <ExperimentPage experiment_id={decodeURIComponent((await params).id)} />
}
