'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useApi } from '../data/api.ts'
import { homeTexts } from '../texts/home.ts'
import { runTexts } from '../texts/run.ts'
import { Empty } from '../ui/empty.tsx'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { StateTag } from '../ui/state-tag.tsx'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'

export function RecentRuns() {
  const runs = useQuery(useApi().runs.list.queryOptions({ limit: 20 }))
  if (runs.error) return <Problem error={runs.error} onAgain={() => runs.refetch()} />
  if (!runs.data) return <Loading />
  if (runs.data.items.length === 0)
    return <Empty title={homeTexts.none} how={homeTexts.how} command="assay datasets upload articles.csv" />
  return (
    <Table
      label={homeTexts.recent}
      rows={runs.data.items}
      keyOf={({ id }) => id}
      columns={[
        { title: runTexts.name, cell: ({ id, name }) => <Link href={`/runs/${id}`}>{name}</Link> },
        { title: runTexts.state, cell: ({ state }) => <StateTag state={state} /> },
        { title: runTexts.created, cell: ({ created_at }) => <Time at={created_at} /> },
      ]}
    />
  )
}
