'use client'

import type { Dataset } from '@assay/schemas'
import { useQuery } from '@tanstack/react-query'
import { diffWords } from 'diff'
import { useState } from 'react'
import { useApi } from '../data/api.ts'
import { datasetTexts } from '../texts/dataset.ts'
import { Button } from '../ui/button.tsx'
import { Loading } from '../ui/loading.tsx'
import { countText } from '../ui/number.ts'
import { Problem } from '../ui/problem.tsx'
import { cellText } from './cell-text.ts'
import type { Row } from './use-rows.ts'

const pageSize = 50

interface DifferenceProps {
  readonly dataset: Dataset
  readonly other: Dataset
}

/** How one version differs from another: columns, and examples of the same number, word by word. */
export function VersionDifference({ dataset, other }: DifferenceProps) {
  const api = useApi()
  const [page, setPage] = useState(0)
  const range = { after: page * pageSize - 1, limit: pageSize }
  const here = useQuery(api.datasets.rows.queryOptions({ dataset_id: dataset.id, ...range }))
  const there = useQuery(api.datasets.rows.queryOptions({ dataset_id: other.id, ...range }))
  const error = here.error ?? there.error
  const most = Math.max(dataset.examples ?? 0, other.examples ?? 0)
  return (
    <section className="grid gap-3 rounded-lg border border-line bg-raised p-4">
      <ColumnDifference dataset={dataset} other={other} />
      {error && <Problem error={error} />}
      {here.data && there.data ? (
        <RowDifference rows={here.data.items} before={there.data.items} />
      ) : (
        !error && <Loading />
      )}
      <div className="flex items-center gap-3">
        <Button disabled={page === 0} onClick={() => setPage(page - 1)}>
          ←<span className="sr-only">{datasetTexts.previous}</span>
        </Button>
        <span className="text-quiet tabular-nums">
          {countText(page * pageSize)}–{countText(Math.min(most, (page + 1) * pageSize) - 1)} {datasetTexts.of}{' '}
          {countText(most)}
        </span>
        <Button disabled={(page + 1) * pageSize >= most} onClick={() => setPage(page + 1)}>
          →<span className="sr-only">{datasetTexts.next}</span>
        </Button>
      </div>
    </section>
  )
}

function ColumnDifference({ dataset, other }: DifferenceProps) {
  const [now, before] = [dataset, other].map(({ columns }) => new Set((columns ?? []).map(({ name }) => name)))
  const added = [...(now ?? [])].filter((name) => before?.has(name) !== true)
  const gone = [...(before ?? [])].filter((name) => now?.has(name) !== true)
  if (added.length + gone.length === 0) return <p className="text-quiet">{datasetTexts.same_columns}</p>
  return (
    <ul className="flex flex-wrap gap-2">
      {added.map((name) => (
        <li key={name} className="rounded border border-good px-2 text-good">
          + {name} ({datasetTexts.only_here})
        </li>
      ))}
      {gone.map((name) => (
        <li key={name} className="rounded border border-bad px-2 text-bad">
          − {name} ({datasetTexts.only_there})
        </li>
      ))}
    </ul>
  )
}

function RowDifference({ rows, before }: { readonly rows: readonly Row[]; readonly before: readonly Row[] }) {
  const numbers = [...new Set([...rows, ...before].map((row) => Number(row['example'])))].toSorted((a, b) => a - b)
  const changes = numbers
    .map((number) => ({ number, cells: cellsThatDiffer(rowOf(rows, number), rowOf(before, number)) }))
    .filter(({ cells }) => cells.length > 0)
  return (
    <>
      <p role="status">
        {changes.length === 0
          ? datasetTexts.no_difference
          : `${countText(changes.length)} ${datasetTexts.differing} ${countText(numbers.length)}`}
      </p>
      <ul className="grid gap-2">
        {changes.map(({ number, cells }) => (
          <li key={number} className="rounded-md border border-line p-3">
            <h3 className="font-medium">
              {datasetTexts.example} {countText(number)}
            </h3>
            <dl className="mt-1 grid gap-2">
              {cells.map(({ name, now, old }) => (
                <div key={name}>
                  <dt className="text-xs text-quiet">{name}</dt>
                  <dd className="break-words whitespace-pre-wrap">
                    <Words now={now} old={old} />
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </>
  )
}

function rowOf(rows: readonly Row[], number: number): Row | undefined {
  return rows.find((row) => row['example'] === number)
}

function cellsThatDiffer(now: Row | undefined, old: Row | undefined) {
  const names = new Set([...Object.keys(now ?? {}), ...Object.keys(old ?? {})])
  return [...names]
    .filter((name) => name !== 'example')
    .map((name) => ({ name, now: cellText(now?.[name]) ?? '', old: cellText(old?.[name]) ?? '' }))
    .filter((cell) => cell.now !== cell.old)
}

function Words({ now, old }: { readonly now: string; readonly old: string }) {
  return diffWords(old, now).map(({ value, added, removed }, index) => {
    if (added)
      return (
        <ins key={`${index}+`} className="rounded bg-good/15 text-good no-underline">
          {value}
        </ins>
      )
    if (removed)
      return (
        <del key={`${index}-`} className="rounded bg-bad/15 text-bad">
          {value}
        </del>
      )
    return <span key={`${index}=`}>{value}</span>
  })
}
