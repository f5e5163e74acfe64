import type { ComparisonSlices, ReadyComparison } from '@assay/schemas'
import { keepPreviousData, useQueries } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useApi } from '../data/api.ts'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'

interface FoundSlices {
  readonly found: readonly ComparisonSlices[]
  /** What is still computed, and what cannot be. */
  readonly rest: readonly ReactNode[]
  readonly is_none: boolean
}

/** The comparison by each of these columns, each by itself, as one may not divide the examples. */
export function useSlices({ id, metrics, verdict }: ReadyComparison, columns: readonly string[]): FoundSlices {
  const api = useApi()
  const metric = metrics.some((one) => one.metric === verdict.metric) ? verdict.metric : metrics[0]?.metric
  const answers = useQueries({
    queries: columns.map((column) => ({
      ...api.comparisons.slices.queryOptions({ comparison_id: id, column, ...(metric && { metric }) }),
      staleTime: Number.POSITIVE_INFINITY,
      placeholderData: keepPreviousData,
    })),
  })
  return {
    found: answers.flatMap(({ data }) => data ?? []),
    rest: answers.flatMap(({ data, error, refetch }, at) => {
      if (error) return [<Problem key={columns[at]} error={error} onAgain={() => refetch()} />]
      return data ? [] : [<Loading key={columns[at]} />]
    }),
    is_none: columns.length === 0,
  }
}
