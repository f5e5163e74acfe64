'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useApi } from '../data/api.ts'
import { metricTexts } from '../texts/metric.ts'
import { CopyText } from '../ui/copy-text.tsx'
import { Loading } from '../ui/loading.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Problem } from '../ui/problem.tsx'
import { Section } from '../ui/section.tsx'
import { Table } from '../ui/table.tsx'
import { needsText } from './needs-text.ts'
import { rangeText } from './range-text.ts'

/** A metric: what it measures, what its scores mean, what it needs, and whose definition it follows. */
export function MetricPage({ name }: { readonly name: string }) {
  const metrics = useQuery(useApi().metrics.list.queryOptions())
  if (metrics.error) return <Problem error={metrics.error} onAgain={() => metrics.refetch()} />
  if (!metrics.data) return <Loading />
  const metric = metrics.data.items.find((one) => one.name === name)
  if (!metric)
    return (
      <>
        <PageTitle>{metricTexts.unknown(name)}</PageTitle>
        <Link href="/registry" className="text-accent underline">
          {metricTexts.all}
        </Link>
      </>
    )
  const facts = [
    { term: metricTexts.needs, value: needsText(metric) },
    { term: metricTexts.cost, value: metricTexts.costs[metric.cost] },
    { term: metricTexts.equals, value: metric.equals ?? metricTexts.by_itself },
    { term: metricTexts.version, value: metric.version },
  ]
  return (
    <div className="grid gap-6">
      <div>
        <PageTitle>
          {metric.title} <code className="text-base font-normal text-quiet">{metric.name}</code>
        </PageTitle>
        <p className="max-w-prose">{metric.description}</p>
        {!metric.available && (
          <p className="mt-2 text-warn">
            {metricTexts.unavailable}: {metric.unavailable_reason}
          </p>
        )}
      </div>
      <dl className="grid grid-cols-[max-content_1fr] gap-x-6 gap-y-1 rounded-lg border border-line bg-raised p-4">
        {facts.map(({ term, value }) => (
          <div key={term} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-quiet">{term}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
        <div className="col-span-2 grid grid-cols-subgrid">
          <dt className="text-quiet">{metricTexts.citation}</dt>
          <dd className="min-w-0 break-words">
            <a href={metric.citation.url} className="text-accent underline" rel="noreferrer">
              {metric.citation.text}
            </a>
          </dd>
        </div>
      </dl>
      <Section title={metricTexts.scores}>
        <Table
          label={metricTexts.scores}
          rows={metric.scores}
          keyOf={(score) => score.name}
          columns={[
            {
              title: metricTexts.score,
              cell: (score) => (
                <>
                  {score.title} <code className="text-quiet">{score.name}</code>
                  {score.is_detail && <p className="text-quiet">{metricTexts.detail}</p>}
                </>
              ),
            },
            { title: metricTexts.direction, cell: ({ direction }) => metricTexts.directions[direction] },
            { title: metricTexts.range, is_number: true, cell: ({ range }) => rangeText(range) },
            { title: metricTexts.unit, cell: ({ unit }) => unit },
            { title: metricTexts.margin, is_number: true, cell: ({ margin }) => margin },
          ]}
        />
      </Section>
      <Section title={metricTexts.evaluate}>
        <CopyText text={`assay evaluate data.csv --metrics ${metric.name} --url ${location.origin}`} />
      </Section>
    </div>
  )
}
