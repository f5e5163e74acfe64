'use client'

import type { Dataset, DatasetRows } from '@assay/schemas'
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import type { RowView } from './row-view.ts'

export type Row = DatasetRows['items'][number]

const pageSize = 100

interface Range {
  readonly first: number
  readonly count: number
}

/** How many rows the filters leave; undefined: not known yet. */
export function useRowTotal({ id, examples }: Dataset, { filters }: RowView) {
  const is_whole = filters.length === 0
  const counted = useQuery(
    useApi().datasets.rows.queryOptions(
      { dataset_id: id, filters, limit: 1, include_total: true, columns: [] },
      { enabled: !is_whole, placeholderData: keepPreviousData, staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  return { total: is_whole ? (examples ?? 0) : counted.data?.total, error: is_whole ? null : counted.error }
}

/** The rows of a range, of which the API is asked page by page. */
export function useRows({ id }: Dataset, { filters, sort, direction }: RowView, { first, count }: Range) {
  const api = useApi()
  const order = sort === null ? [] : [{ column: sort, direction }]
  const is_plain = filters.length === 0 && sort === null
  const from = Math.floor(first / pageSize)
  const to = Math.floor((first + Math.max(count, 1) - 1) / pageSize)
  const answers = useQueries({
    queries: Array.from({ length: to - from + 1 }, (_, index) => {
      const offset = (from + index) * pageSize
      // a file in its own order is entered at a row, without passing over those before it
      const start = is_plain ? { after: offset - 1 } : { offset, order }
      const input = { dataset_id: id, filters, limit: pageSize, ...start }
      return api.datasets.rows.queryOptions(input, { staleTime: Number.POSITIVE_INFINITY })
    }),
  })
  const rowAt = (index: number): Row | undefined =>
    answers[Math.floor(index / pageSize) - from]?.data?.items[index % pageSize]
  const failed = answers.find(({ error }) => error !== null)
  return { rowAt, error: failed?.error ?? null, onAgain: () => void failed?.refetch() }
}
