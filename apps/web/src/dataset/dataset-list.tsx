'use client'

import Link from 'next/link'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useApi, useApiClient } from '../data/api.ts'
import { usePages } from '../data/use-pages.ts'
import { datasetTexts } from '../texts/dataset.ts'
import { listTexts } from '../texts/list.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Field } from '../ui/field.tsx'
import { Loading } from '../ui/loading.tsx'
import { bytesText, countText } from '../ui/number.ts'
import { Problem } from '../ui/problem.tsx'
import { Select } from '../ui/select.tsx'
import { StateTag } from '../ui/state-tag.tsx'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { type DatasetOrder, datasetOrders, sortDatasets } from './dataset-order.ts'

const scopes = ['all', 'own', 'shared', 'sample', 'archived'] as const
const liveMs = 1_000

export function DatasetList() {
  const [view, setView] = useQueryStates({
    search: parseAsString.withDefault(''),
    show: parseAsStringLiteral(scopes).withDefault('all'),
    sort: parseAsStringLiteral(datasetOrders).withDefault('created'),
  })
  const datasets = useDatasets(view)
  return (
    <>
      <div className="mb-3 flex flex-wrap items-end gap-3">
        <div className="w-64 max-w-full">
          <Field
            label={datasetTexts.search}
            type="search"
            value={view.search}
            onChange={({ target }) => setView({ search: target.value || null })}
          />
        </div>
        <Select
          label={datasetTexts.scope}
          value={view.show}
          onChange={({ target }) => setView({ show: scopes.find((one) => one === target.value) ?? null })}
        >
          {scopes.map((one) => (
            <option key={one} value={one}>
              {datasetTexts.scopes[one]}
            </option>
          ))}
        </Select>
        <Select
          label={datasetTexts.sort}
          value={view.sort}
          onChange={({ target }) => setView({ sort: datasetOrders.find((one) => one === target.value) ?? null })}
        >
          {datasetOrders.map((one) => (
            <option key={one} value={one}>
              {datasetTexts[one]}
            </option>
          ))}
        </Select>
      </div>
      <List datasets={datasets} order={view.sort} is_filtered={view.search !== '' || view.show !== 'all'} />
    </>
  )
}

interface View {
  readonly search: string
  readonly show: (typeof scopes)[number]
}

function toInput({ search, show }: View) {
  return {
    ...(search !== '' && { search }),
    ...((show === 'own' || show === 'shared') && { scope: show }),
    ...(show === 'sample' && { sample: true }),
    ...(show === 'archived' && { archived: true }),
  }
}

interface ListProps {
  readonly datasets: ReturnType<typeof useDatasets>
  readonly order: DatasetOrder
  readonly is_filtered: boolean
}

function useDatasets(view: View) {
  const [api, client] = [useApi(), useApiClient()]
  const input = toInput(view)
  return usePages({
    key: api.datasets.list.infiniteQueryKey(input),
    read: (page) => client.datasets.list.query({ ...input, ...page }),
    again: (pages) => pages.some(({ items }) => items.some(({ state }) => state === 'ingesting')) && liveMs,
  })
}

function List({ datasets, order, is_filtered }: ListProps) {
  if (datasets.error) return <Problem error={datasets.error} onAgain={() => datasets.refetch()} />
  if (!datasets.data) return <Loading />
  const items = sortDatasets(
    datasets.data.pages.flatMap((page) => page.items),
    order,
  )
  if (items.length === 0 && is_filtered) return <p className="p-4 text-quiet">{datasetTexts.none_found}</p>
  if (items.length === 0) {
    const command = `assay datasets create articles.csv --url ${location.origin}`
    return <Empty title={datasetTexts.none} how={datasetTexts.how} command={command} />
  }
  return (
    <>
      <Table
        label={datasetTexts.title}
        rows={items}
        keyOf={({ id }) => id}
        columns={[
          {
            title: datasetTexts.name,
            cell: ({ id, name }) => (
              <Link href={`/datasets/${id}`} className="font-medium hover:underline">
                {name}
              </Link>
            ),
          },
          { title: datasetTexts.version, cell: ({ version }) => version, is_number: true },
          { title: datasetTexts.state, cell: ({ state }) => <StateTag state={state} /> },
          { title: datasetTexts.examples, cell: ({ examples }) => countText(examples), is_number: true },
          { title: datasetTexts.columns, cell: ({ columns }) => countText(columns?.length ?? null), is_number: true },
          { title: datasetTexts.format, cell: ({ format, kind }) => format ?? kind },
          { title: datasetTexts.size, cell: ({ size_bytes }) => bytesText(size_bytes), is_number: true },
          { title: datasetTexts.created, cell: ({ created_at }) => <Time at={created_at} /> },
        ]}
      />
      {datasets.hasNextPage && (
        <Button className="mt-3" disabled={datasets.isFetchingNextPage} onClick={() => datasets.fetchNextPage()}>
          {listTexts.more}
        </Button>
      )}
    </>
  )
}
