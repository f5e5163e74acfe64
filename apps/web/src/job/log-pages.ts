'use client'

import { useQueries, useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'

const pageLines = 500
const freshMs = 700

interface LogOf {
  readonly job_id: string
  /** Undefined: the last. */
  readonly attempt: number | undefined
  readonly is_open: boolean
}

/** How long a log is so far; while it grows, it is asked again. */
export function useLogLength({ job_id, attempt, is_open }: LogOf) {
  const api = useApi()
  return useQuery({
    ...api.jobs.log_lines.queryOptions({ job_id, attempt, limit: 1 }),
    refetchInterval: ({ state }) => (is_open || state.data?.is_complete === false ? freshMs : false),
  })
}

/** The lines of a log in pages, of which those are read that hold the given lines. */
export function useLogLines({ job_id, attempt }: LogOf, range: { first: number; last: number; total: number }) {
  const api = useApi()
  const pages = []
  for (let page = Math.floor(range.first / pageLines); page * pageLines <= range.last; page += 1) pages.push(page)
  const found = useQueries({
    queries: pages.map((page) => {
      // a page that is not full yet is another one when it has grown
      const lines = Math.min(pageLines, range.total - page * pageLines)
      const options = api.jobs.log_lines.queryOptions({
        job_id,
        attempt,
        after_line: page * pageLines,
        limit: Math.max(lines, 1),
      })
      return { ...options, staleTime: Number.POSITIVE_INFINITY, enabled: lines > 0 }
    }),
  })
  return new Map(found.flatMap(({ data }) => data?.items.map((line) => [line.number, line] as const) ?? []))
}
