'use client'

import type { Dataset } from '@assay/schemas'
import { useApi, useApiClient } from '../data/api.ts'
import { usePages } from '../data/use-pages.ts'
import { datasetTexts } from '../texts/dataset.ts'
import { listTexts } from '../texts/list.ts'
import { Button } from '../ui/button.tsx'
import { Loading } from '../ui/loading.tsx'
import { bytesText } from '../ui/number.ts'
import { Problem } from '../ui/problem.tsx'
import { Table } from '../ui/table.tsx'

/** The files of a set of files, as they were when it was made. */
export function DatasetFiles({ dataset: { id } }: { readonly dataset: Dataset }) {
  const [api, client] = [useApi(), useApiClient()]
  const files = usePages({
    key: api.datasets.files.infiniteQueryKey({ dataset_id: id }),
    read: (page) => client.datasets.files.query({ dataset_id: id, ...page }),
  })
  if (files.error) return <Problem error={files.error} onAgain={() => files.refetch()} />
  if (!files.data) return <Loading />
  return (
    <>
      <Table
        label={datasetTexts.files}
        rows={files.data.pages.flatMap(({ items }) => items)}
        keyOf={({ path }) => path}
        columns={[
          {
            title: datasetTexts.name,
            cell: ({ path }) => (
              <a
                href={`/api/v1/datasets/${id}/files/content?${new URLSearchParams({ path })}`}
                download
                className="break-all hover:underline"
              >
                {path}
              </a>
            ),
          },
          { title: datasetTexts.type, cell: ({ content_type }) => content_type },
          { title: datasetTexts.size, cell: ({ size_bytes }) => bytesText(size_bytes), is_number: true },
        ]}
      />
      {files.hasNextPage && (
        <Button className="mt-3" onClick={() => files.fetchNextPage()}>
          {listTexts.more}
        </Button>
      )}
    </>
  )
}
