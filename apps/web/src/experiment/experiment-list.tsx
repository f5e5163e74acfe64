'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useApi } from '../data/api.ts'
import { experimentTexts } from '../texts/experiment.ts'
import { Empty } from '../ui/empty.tsx'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'

export function ExperimentList() {
  const experiments = useQuery(useApi().experiments.list.queryOptions({}))
  if (experiments.error) return <Problem error={experiments.error} onAgain={() => experiments.refetch()} />
  if (!experiments.data) return <Loading />
  if (experiments.data.items.length === 0)
    return <Empty title={experimentTexts.none} how={experimentTexts.how} command="assay experiments create" />
  return (
    <Table
      label={experimentTexts.title}
      rows={experiments.data.items}
      keyOf={({ id }) => id}
      columns={[
        { title: experimentTexts.name, cell: ({ id, name }) => <Link href={`/experiments/${id}`}>{name}</Link> },
        { title: experimentTexts.task, cell: ({ task }) => task.type },
        {
          title: experimentTexts.metric,
          cell: ({ primary_metric }) => primary_metric ?? experimentTexts.metric_by_itself,
        },
        { title: experimentTexts.created, cell: ({ created_at }) => <Time at={created_at} /> },
      ]}
    />
  )
}
