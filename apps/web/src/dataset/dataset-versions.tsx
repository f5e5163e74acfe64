'use client'

import type { Dataset } from '@assay/schemas'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { parseAsString, useQueryState } from 'nuqs'
import { useApi } from '../data/api.ts'
import { datasetTexts } from '../texts/dataset.ts'
import { Loading } from '../ui/loading.tsx'
import { bytesText, countText } from '../ui/number.ts'
import { Problem } from '../ui/problem.tsx'
import { Select } from '../ui/select.tsx'
import { StateTag } from '../ui/state-tag.tsx'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { VersionDifference } from './version-difference.tsx'

/** All versions under one name, and how another one differs from this. */
export function DatasetVersions({ dataset }: { readonly dataset: Dataset }) {
  const [other, setOther] = useQueryState('other', parseAsString)
  const versions = useQuery(useApi().datasets.list.queryOptions({ name: dataset.name, limit: 200 }))
  if (versions.error) return <Problem error={versions.error} onAgain={() => versions.refetch()} />
  if (!versions.data) return <Loading />
  const family = versions.data.items.filter(({ owner_id }) => owner_id === dataset.owner_id)
  const others = family.filter(({ id, state, kind }) => id !== dataset.id && state === 'ready' && kind === 'table')
  const compared = others.find(({ id }) => id === other)
  return (
    <div className="grid gap-4">
      <Table
        label={datasetTexts.tabs.versions}
        rows={family}
        keyOf={({ id }) => id}
        columns={[
          {
            title: datasetTexts.version,
            cell: ({ id, name, version }) => (
              <Link
                href={`/datasets/${id}?tab=versions`}
                aria-current={id === dataset.id ? 'page' : undefined}
                className="font-medium hover:underline aria-[current]:text-accent"
              >
                {name} @{version}
              </Link>
            ),
          },
          { title: datasetTexts.state, cell: ({ state }) => <StateTag state={state} /> },
          { title: datasetTexts.examples, cell: ({ examples }) => countText(examples), is_number: true },
          { title: datasetTexts.size, cell: ({ size_bytes }) => bytesText(size_bytes), is_number: true },
          { title: datasetTexts.created, cell: ({ created_at }) => <Time at={created_at} /> },
        ]}
      />
      {others.length === 0 && <p className="text-quiet">{datasetTexts.other_versions}</p>}
      {others.length > 0 && dataset.kind === 'table' && (
        <div className="w-60">
          <Select
            label={datasetTexts.compare_with}
            value={compared?.id ?? ''}
            onChange={({ target }) => void setOther(target.value || null)}
          >
            <option value="">–</option>
            {others.map(({ id, name, version }) => (
              <option key={id} value={id}>
                {name} @{version}
              </option>
            ))}
          </Select>
        </div>
      )}
      {compared && <VersionDifference key={compared.id} dataset={dataset} other={compared} />}
    </div>
  )
}
