'use client'

import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { useApi } from '../data/api.ts'

/** A run with its jobs; it is read again whenever something has happened to it. */
export function useLiveRun(run_id: string) {
  const api = useApi()
  const queries = useQueryClient()
  const run = useQuery(api.runs.get.queryOptions({ run_id }))
  const is_live = run.data !== undefined && run.data.finished_at === null
  useSubscription(
    api.runs.events.subscriptionOptions(is_live ? { run_id } : skipToken, {
      onData: () => {
        queries.invalidateQueries({ predicate: ({ queryKey }) => JSON.stringify(queryKey).includes(run_id) })
      },
    }),
  )
  return { run, is_live }
}
