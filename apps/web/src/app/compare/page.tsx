import type { Metadata } from 'next'
import { ComparisonPage } from '../../comparison/comparison-page.tsx'
import { comparisonTexts } from '../../texts/comparison.ts'

export const metadata: Metadata = { title: comparisonTexts.title }

export default function Compare() {
  return <ComparisonPage experiment_id={undefined} />
}
