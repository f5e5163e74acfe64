'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useApi } from '../data/api.ts'
import { metricTexts } from '../texts/metric.ts'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Table } from '../ui/table.tsx'
import { needsText } from './needs-text.ts'

export function MetricList() {
  const metrics = useQuery(useApi().metrics.list.queryOptions())
  if (metrics.error) return <Problem error={metrics.error} onAgain={() => metrics.refetch()} />
  if (!metrics.data) return <Loading />
  return (
    <Table
      label={metricTexts.title}
      rows={metrics.data.items}
      keyOf={({ name }) => name}
      columns={[
        {
          title: metricTexts.name,
          cell: ({ name, title }) => (
            <div className="grid whitespace-nowrap">
              <Link href={`/registry/${encodeURIComponent(name)}`} className="font-medium hover:underline">
                {title}
              </Link>
              <code className="text-quiet">{name}</code>
            </div>
          ),
        },
        {
          title: metricTexts.measures,
          cell: ({ description, available }) => (
            <div className="min-w-64">
              <p className="line-clamp-3" title={description}>
                {description}
              </p>
              {!available && <p className="text-warn">{metricTexts.unavailable}</p>}
            </div>
          ),
        },
        {
          title: metricTexts.scores,
          cell: ({ scores }) => (
            <span className="line-clamp-3 text-quiet">
              {scores
                .filter(({ is_detail }) => !is_detail)
                .map(({ title }) => title)
                .join(', ')}
            </span>
          ),
        },
        { title: metricTexts.needs, cell: needsText },
        { title: metricTexts.cost, cell: ({ cost }) => metricTexts.costs[cost] },
      ]}
    />
  )
}
