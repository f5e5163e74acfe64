import type { Metadata } from 'next'
import { MetricList } from '../../metric/metric-list.tsx'
import { metricTexts } from '../../texts/metric.ts'
import { PageTitle } from '../../ui/page-title.tsx'

export const metadata: Metadata = { title: metricTexts.title }

export default function Metrics() {
  return (
    <>
      <PageTitle>{metricTexts.title}</PageTitle>
      <p className="mb-4 -mt-2 text-quiet">{metricTexts.how}</p>
      <MetricList />
    </>
  )
}
