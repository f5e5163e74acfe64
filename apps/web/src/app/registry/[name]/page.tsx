import type { Metadata } from 'next'
import { MetricPage } from '../../../metric/metric-page.tsx'
import { metricTexts } from '../../../texts/metric.ts'

export const metadata: Metadata = { title: metricTexts.one }

export default async function Page({ params }: { readonly params: Promise<{ readonly name: string }> }) {
  return <MetricPage name={decodeURIComponent((await params).name)} />
}
