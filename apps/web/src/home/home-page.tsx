'use client'

import { useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { RunTable } from '../run/run-table.tsx'
import { homeTexts } from '../texts/home.ts'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Section } from '../ui/section.tsx'
import { FirstRun } from './first-run.tsx'

const freshMs = 5_000

/** What runs, what waits for the user, and, while nothing has run yet, how to begin. */
export function HomePage() {
  const api = useApi()
  const runs = useQuery({ ...api.runs.list.queryOptions({ limit: 15 }), refetchInterval: freshMs })
  if (runs.error && !runs.data) return <Problem error={runs.error} onAgain={() => runs.refetch()} />
  if (!runs.data) return <Loading />
  if (runs.data.items.length === 0) return <FirstRun />
  return (
    <div className="grid grid-cols-1 gap-8">
      <Waiting />
      <Section title={homeTexts.recent}>
        <RunTable runs={runs.data.items} />
      </Section>
    </div>
  )
}

function Waiting() {
  const api = useApi()
  const failed = useRuns(api, 'failed')
  const stopped = useRuns(api, 'stopped')
  const runs = [...failed, ...stopped]
  if (runs.length === 0) return null
  return (
    <Section title={homeTexts.waits} how={homeTexts.waits_how}>
      <RunTable runs={runs} label={homeTexts.waits} />
    </Section>
  )
}

function useRuns(api: ReturnType<typeof useApi>, state: 'failed' | 'stopped') {
  const runs = useQuery({ ...api.runs.list.queryOptions({ state, limit: 5 }), refetchInterval: freshMs })
  return runs.data?.items ?? []
}
