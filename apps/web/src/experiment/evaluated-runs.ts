'use client'

import type { JobOf, Run } from '@assay/schemas'
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'

const most = 200
const freshMs = 2_000

/** A run of an experiment, with what its evaluation has found so far. */
export interface EvaluatedRun {
  readonly run: Run
  /** Undefined: it has none, or none of the jobs that were read. */
  readonly evaluation: JobOf<'evaluation'> | undefined
  readonly inference: JobOf<'inference'> | undefined
}

/** The newest runs of an experiment; read again while one of them goes on. */
export function useEvaluatedRuns(experiment_id: string) {
  const api = useApi()
  const runs = useQuery({
    ...api.runs.list.queryOptions({ experiment_id, limit: most }),
    refetchInterval: ({ state }) => (state.data?.items.some(isOpen) ? freshMs : false),
  })
  const jobs = useQuery({
    ...api.jobs.list.queryOptions({ experiment_id, limit: most }),
    refetchInterval: () => (runs.data?.items.some(isOpen) ? freshMs : false),
  })
  const items = runs.data?.items.map((run) => {
    const own = jobs.data?.items.filter(({ run_id }) => run_id === run.id) ?? []
    return {
      run,
      evaluation: own.find((job) => job.kind === 'evaluation'),
      inference: own.find((job) => job.kind === 'inference'),
    }
  })
  return { items, error: runs.error ?? jobs.error, refetch: () => Promise.all([runs.refetch(), jobs.refetch()]) }
}

function isOpen({ finished_at }: Run): boolean {
  return finished_at === null
}

/** Names of all scores that some run has, in the order in which they were asked for. */
export function scoreNames(runs: readonly EvaluatedRun[]): readonly string[] {
  return [...new Set(runs.flatMap(({ evaluation }) => Object.keys(evaluation?.result?.scores ?? {})))]
}
