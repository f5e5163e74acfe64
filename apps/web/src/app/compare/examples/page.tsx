import type { Metadata } from 'next'
import { ExamplesPage } from '../../../comparison/example/examples-page.tsx'
import { exampleTexts } from '../../../texts/comparison-example.ts'

export const metadata: Metadata = { title: exampleTexts.title }

export default function Examples() {
  return <ExamplesPage experiment_id={undefined} />
}
