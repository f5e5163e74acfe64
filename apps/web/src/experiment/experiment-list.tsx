'use client'

import { useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { texts } from '../texts.ts'
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
    return <Empty title={texts.experiment.none} how={texts.experiment.how} command="assay experiments create" />
  return (
    <Table
      label={texts.experiment.title}
      rows={experiments.data.items}
      keyOf={({ id }) => id}
      columns={[
        { title: texts.experiment.name, cell: ({ name }) => name },
        { title: texts.experiment.task, cell: ({ task }) => task },
        {
          title: texts.experiment.metric,
          cell: ({ primary_metric }) => primary_metric ?? texts.experiment.metric_by_itself,
        },
        { title: texts.experiment.created, cell: ({ created_at }) => <Time at={created_at} /> },
      ]}
    />
  )
}
