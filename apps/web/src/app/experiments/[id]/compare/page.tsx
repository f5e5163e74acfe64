import type { Metadata } from 'next'
import { ComparisonPage } from '../../../../comparison/comparison-page.tsx'
import { comparisonTexts } from '../../../../texts/comparison.ts'

export const metadata: Metadata = { title: comparisonTexts.title }

export default async function Compare({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params
  return <ComparisonPage experiment_id={decodeURIComponent(id)} />
}
