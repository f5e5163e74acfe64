'use client'

import type { Dataset } from '@assay/schemas'
import Link from 'next/link'
import { useApi, useApiClient } from '../data/api.ts'
import { usePages } from '../data/use-pages.ts'
import { datasetTexts } from '../texts/dataset.ts'
import { listTexts } from '../texts/list.ts'
import { Button } from '../ui/button.tsx'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'

/** The experiments that stand on a version. */
export function DatasetUses({ dataset: { id, is_sample } }: { readonly dataset: Dataset }) {
  const [api, client] = [useApi(), useApiClient()]
  const input = { dataset_id: id, ...(is_sample && { sample: true }) }
  const uses = usePages({
    key: api.experiments.list.infiniteQueryKey(input),
    read: (page) => client.experiments.list.query({ ...input, ...page }),
  })
  if (uses.error) return <Problem error={uses.error} onAgain={() => uses.refetch()} />
  if (!uses.data) return <Loading />
  const items = uses.data.pages.flatMap((page) => page.items)
  if (items.length === 0) return <p className="text-quiet">{datasetTexts.no_uses}</p>
  return (
    <>
      <Table
        label={datasetTexts.tabs.uses}
        rows={items}
        keyOf={(experiment) => experiment.id}
        columns={[
          {
            title: datasetTexts.experiment,
            cell: (experiment) => (
              <Link href={`/experiments/${experiment.id}`} className="font-medium hover:underline">
                {experiment.name}
              </Link>
            ),
          },
          { title: datasetTexts.created, cell: ({ created_at }) => <Time at={created_at} /> },
        ]}
      />
      {uses.hasNextPage && (
        <Button className="mt-3" onClick={() => uses.fetchNextPage()}>
          {listTexts.more}
        </Button>
      )}
    </>
  )
}
