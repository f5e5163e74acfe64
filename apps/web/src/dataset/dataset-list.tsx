'use client'

import { useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { texts } from '../texts.ts'
import { Empty } from '../ui/empty.tsx'
import { Loading } from '../ui/loading.tsx'
import { bytesText, countText } from '../ui/number.ts'
import { Problem } from '../ui/problem.tsx'
import { StateTag } from '../ui/state-tag.tsx'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'

export function DatasetList() {
  const datasets = useQuery(useApi().datasets.list.queryOptions({}))
  if (datasets.error) return <Problem error={datasets.error} onAgain={() => datasets.refetch()} />
  if (!datasets.data) return <Loading />
  if (datasets.data.items.length === 0)
    return <Empty title={texts.dataset.none} how={texts.dataset.how} command="assay datasets upload articles.csv" />
  return (
    <Table
      label={texts.dataset.title}
      rows={datasets.data.items}
      keyOf={({ id }) => id}
      columns={[
        { title: texts.dataset.name, cell: ({ name }) => name },
        { title: texts.dataset.version, cell: ({ version }) => version, is_number: true },
        { title: texts.dataset.state, cell: ({ state }) => <StateTag state={state} /> },
        { title: texts.dataset.examples, cell: ({ examples }) => countText(examples), is_number: true },
        { title: texts.dataset.size, cell: ({ size_bytes }) => bytesText(size_bytes), is_number: true },
        { title: texts.dataset.created, cell: ({ created_at }) => <Time at={created_at} /> },
      ]}
    />
  )
}
