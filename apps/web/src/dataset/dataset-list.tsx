'use client'

import { useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { datasetTexts } from '../texts/dataset.ts'
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
    return <Empty title={datasetTexts.none} how={datasetTexts.how} command="assay datasets upload articles.csv" />
  return (
    <Table
      label={datasetTexts.title}
      rows={datasets.data.items}
      keyOf={({ id }) => id}
      columns={[
        { title: datasetTexts.name, cell: ({ name }) => name },
        { title: datasetTexts.version, cell: ({ version }) => version, is_number: true },
        { title: datasetTexts.state, cell: ({ state }) => <StateTag state={state} /> },
        { title: datasetTexts.examples, cell: ({ examples }) => countText(examples), is_number: true },
        { title: datasetTexts.size, cell: ({ size_bytes }) => bytesText(size_bytes), is_number: true },
        { title: datasetTexts.created, cell: ({ created_at }) => <Time at={created_at} /> },
      ]}
    />
  )
}
