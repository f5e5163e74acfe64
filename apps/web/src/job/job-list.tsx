'use client'

import { jobState } from '@assay/schemas'
import { useInfiniteQuery } from '@tanstack/react-query'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { useApi } from '../data/api.ts'
import { JobTable } from '../run/job-table.tsx'
import { jobTexts } from '../texts/job.ts'
import { runTexts } from '../texts/run.ts'
import { Empty } from '../ui/empty.tsx'
import { Loading } from '../ui/loading.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { Problem } from '../ui/problem.tsx'
import { StateSelect } from '../ui/state-select.tsx'

const freshMs = 5_000

/** Jobs of all runs, newest first. */
export function JobList() {
  const api = useApi()
  const [state, setState] = useQueryState('state', parseAsStringLiteral(jobState.options))
  const jobs = useInfiniteQuery({
    ...api.jobs.list.infiniteQueryOptions(state === null ? {} : { state }, {
      getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    }),
    refetchInterval: freshMs,
  })
  const rows = jobs.data?.pages.flatMap(({ items }) => items)
  return (
    <>
      <StateSelect value={state} onChange={setState} />
      {jobs.error && !rows && <Problem error={jobs.error} onAgain={() => jobs.refetch()} />}
      {jobs.isPending && <Loading />}
      {rows?.length === 0 &&
        (state === null ? (
          <Empty title={jobTexts.none} how={jobTexts.none_how} command="assay evaluate news.csv --models lead-3" />
        ) : (
          <p className="text-quiet">{runTexts.none_like}</p>
        ))}
      {rows && rows.length > 0 && <JobTable jobs={rows} />}
      <MoreButton query={jobs} />
    </>
  )
}
