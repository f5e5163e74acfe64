import type { Metadata } from 'next'
import { ExamplesPage } from '../../../../comparison/example/examples-page.tsx'
import { exampleTexts } from '../../../../texts/comparison-example.ts'

export const metadata: Metadata = { title: exampleTexts.title }

export default async function Examples({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params
  return <ExamplesPage experiment_id={decodeURIComponent(id)} />
}
