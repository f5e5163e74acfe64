'use client'

import { useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { RunTable } from '../run/run-table.tsx'
import { applicationTexts } from '../texts/application.ts'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'

const freshMs = 5_000

/** Runs that are called as runs of this version are unless they are named. */
export function LastRuns({ name }: { readonly name: string }) {
  const runs = useQuery({ ...useApi().runs.list.queryOptions({ name, limit: 10 }), refetchInterval: freshMs })
  if (runs.error && !runs.data) return <Problem error={runs.error} onAgain={() => runs.refetch()} />
  if (!runs.data) return <Loading />
  if (runs.data.items.length === 0) return <p className="text-quiet">{applicationTexts.recent_none}</p>
  return <RunTable runs={runs.data.items} />
}
