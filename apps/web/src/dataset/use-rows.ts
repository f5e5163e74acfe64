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

/** The rows of a range, of which the API is asked page by page, and how many rows there are. */
export function useRows({ id, examples }: Dataset, { filters, sort, direction }: RowView, { first, count }: Range) {
  const api = useApi()
  const order = sort === null ? [] : [{ column: sort, direction }]
  const is_whole = filters.length === 0
  const counted = useQuery(
    api.datasets.rows.queryOptions(
      { dataset_id: id, filters, limit: 1, include_total: true, columns: [] },
      { enabled: !is_whole, placeholderData: keepPreviousData, staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  const from = Math.floor(first / pageSize)
  const to = Math.floor((first + Math.max(count, 1) - 1) / pageSize)
  const pages = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  const answers = useQueries({
    queries: pages.map((page) => {
      const offset = page * pageSize
      // a file in its own order is entered at a row, without passing over those before it
      const start = is_whole && sort === null ? { after: offset - 1 } : { offset, order }
      const input = { dataset_id: id, filters, limit: pageSize, ...start }
      return api.datasets.rows.queryOptions(input, { staleTime: Number.POSITIVE_INFINITY })
    }),
  })
  const rowAt = (index: number): Row | undefined =>
    answers[Math.floor(index / pageSize) - from]?.data?.items[index % pageSize]
  const failed = counted.error ? counted : answers.find(({ error }) => error !== null)
  const total = is_whole ? (examples ?? 0) : counted.data?.total
  return { rowAt, total, error: failed?.error ?? null, onAgain: () => void failed?.refetch() }
}
