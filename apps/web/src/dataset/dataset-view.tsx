'use client'

import type { Dataset } from '@assay/schemas'
import { useQuery } from '@tanstack/react-query'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { useApi } from '../data/api.ts'
import { SharePanel } from '../share/share-panel.tsx'
import { datasetTexts } from '../texts/dataset.ts'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { DatasetAbout } from './dataset-about.tsx'
import { DatasetColumns } from './dataset-columns.tsx'
import { DatasetFiles } from './dataset-files.tsx'
import { DatasetHead } from './dataset-head.tsx'
import { DatasetUses } from './dataset-uses.tsx'
import { DatasetVersions } from './dataset-versions.tsx'
import { RefusedDataset } from './refused-dataset.tsx'
import { RowTable } from './row-table.tsx'

const liveMs = 1_000
const keys = ['rows', 'columns', 'versions', 'uses', 'shares', 'about'] as const

export function DatasetView({ dataset_id }: { readonly dataset_id: string }) {
  const dataset = useQuery(
    useApi().datasets.get.queryOptions(
      { dataset_id },
      { refetchInterval: ({ state }) => (state.data?.state === 'ingesting' ? liveMs : false) },
    ),
  )
  if (dataset.error) return <Problem error={dataset.error} onAgain={() => dataset.refetch()} />
  if (!dataset.data) return <Loading />
  return (
    <>
      <DatasetHead dataset={dataset.data} />
      <Content dataset={dataset.data} />
    </>
  )
}

function Content({ dataset }: { readonly dataset: Dataset }) {
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(keys).withDefault('rows'))
  if (dataset.state === 'failed') return <RefusedDataset dataset={dataset} />
  if (dataset.state === 'ingesting') {
    return (
      <>
        <p role="status" className="mb-3 text-quiet">
          {dataset.waiting?.message ?? datasetTexts.reading_it}
        </p>
        <Loading />
      </>
    )
  }
  const is_table = dataset.kind === 'table'
  const content = {
    rows: is_table ? <RowTable dataset={dataset} /> : <DatasetFiles dataset={dataset} />,
    columns: <DatasetColumns dataset={dataset} />,
    versions: <DatasetVersions dataset={dataset} />,
    uses: <DatasetUses dataset={dataset} />,
    shares: <SharePanel thing={{ dataset_id: dataset.id }} />,
    about: <DatasetAbout dataset={dataset} />,
  }
  const titleOf = (key: (typeof keys)[number]) =>
    key === 'rows' && !is_table ? datasetTexts.files : datasetTexts.tabs[key]
  return (
    <Tabs
      label={dataset.name}
      at={tab}
      onChange={(key) => void setTab(key)}
      tabs={keys
        .filter((key) => is_table || key !== 'columns')
        .map((key) => ({ key, title: titleOf(key), content: content[key] }))}
    />
  )
}
