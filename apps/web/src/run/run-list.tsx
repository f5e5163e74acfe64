'use client'

import { type JobState, jobState } from '@assay/schemas'
import { useInfiniteQuery } from '@tanstack/react-query'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { useApi } from '../data/api.ts'
import { runTexts } from '../texts/run.ts'
import { Empty } from '../ui/empty.tsx'
import { Loading } from '../ui/loading.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { Problem } from '../ui/problem.tsx'
import { StateSelect } from '../ui/state-select.tsx'
import { RunTable } from './run-table.tsx'

const freshMs = 5_000

export function RunList() {
  const [state, setState] = useQueryState('state', parseAsStringLiteral(jobState.options))
  const runs = useRuns(state)
  return (
    <>
      <StateSelect value={state} onChange={setState} />
      <Found runs={runs} is_filtered={state !== null} />
    </>
  )
}

type Runs = ReturnType<typeof useRuns>

function useRuns(state: JobState | null) {
  const api = useApi()
  return useInfiniteQuery({
    ...api.runs.list.infiniteQueryOptions(state === null ? {} : { state }, {
      getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    }),
    refetchInterval: freshMs,
  })
}

function Found({ runs, is_filtered }: { readonly runs: Runs; readonly is_filtered: boolean }) {
  if (runs.error && !runs.data) return <Problem error={runs.error} onAgain={() => runs.refetch()} />
  if (!runs.data) return <Loading />
  const rows = runs.data.pages.flatMap(({ items }) => items)
  if (rows.length === 0 && is_filtered) return <p className="text-quiet">{runTexts.none_like}</p>
  if (rows.length === 0)
    return <Empty title={runTexts.none} how={runTexts.none_how} command="assay evaluate news.csv --models lead-3" />
  return (
    <>
      <RunTable runs={rows} />
      <MoreButton query={runs} />
    </>
  )
}
