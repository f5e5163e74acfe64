'use client'

import { type JobState, jobState } from '@assay/schemas'
import { useInfiniteQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { useApi } from '../data/api.ts'
import { runTexts } from '../texts/run.ts'
import { Empty } from '../ui/empty.tsx'
import { Loading } from '../ui/loading.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { Problem } from '../ui/problem.tsx'
import { StateSelect } from '../ui/state-select.tsx'
import { StateTag } from '../ui/state-tag.tsx'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { Took } from '../ui/took.tsx'

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
      <Table
        label={runTexts.title}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          {
            title: runTexts.name,
            cell: ({ id, name }) => (
              <Link href={`/runs/${id}`} className="font-medium hover:underline">
                {name}
              </Link>
            ),
          },
          { title: runTexts.state, cell: ({ state }) => <StateTag state={state} /> },
          {
            title: runTexts.jobs,
            is_number: true,
            cell: ({ jobs_open, jobs_total }) => runTexts.jobs_of(jobs_total - jobs_open, jobs_total),
          },
          {
            title: runTexts.took,
            is_number: true,
            cell: ({ started_at, finished_at }) => <Took since={started_at} until={finished_at} />,
          },
          { title: runTexts.created, cell: ({ created_at }) => <Time at={created_at} /> },
        ]}
      />
      <MoreButton query={runs} />
    </>
  )
}
