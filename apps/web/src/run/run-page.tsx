'use client'

import dynamic from 'next/dynamic'
import Link from 'next/link'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { runTexts } from '../texts/run.ts'
import { Loading } from '../ui/loading.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Problem } from '../ui/problem.tsx'
import { StateTag } from '../ui/state-tag.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { Time } from '../ui/time.tsx'
import { Took } from '../ui/took.tsx'
import { JobTable } from './job-table.tsx'
import { useLiveRun } from './live-run.ts'
import { RunActions } from './run-actions.tsx'
import { RunWhy } from './run-why.tsx'
import { Timeline } from './timeline.tsx'

const RunGraph = dynamic(() => import('./run-graph.tsx').then((module) => module.RunGraph), {
  ssr: false,
  loading: Loading,
})
const views = ['jobs', 'graph', 'timeline', 'why'] as const

export function RunPage({ run_id }: { readonly run_id: string }) {
  const { run, is_live } = useLiveRun(run_id)
  const [view, setView] = useQueryState('view', parseAsStringLiteral(views).withDefault('jobs'))
  if (run.error && !run.data) return <Problem error={run.error} onAgain={() => run.refetch()} />
  if (!run.data) return <Loading />
  const { name, state, created_at, started_at, finished_at, jobs, jobs_open, jobs_total, error } = run.data
  const content = {
    jobs: <JobTable jobs={jobs} />,
    graph: <RunGraph jobs={jobs} />,
    timeline: <Timeline jobs={jobs} />,
    why: <RunWhy run_id={run_id} />,
  }
  return (
    <>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <PageTitle>{name}</PageTitle>
        <RunActions run={run.data} />
      </div>
      <p role="status" className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-1">
        <StateTag state={state} />
        {is_live && <span className="text-accent">{runTexts.live}</span>}
        <span className="text-quiet">
          {runTexts.jobs}: {runTexts.jobs_of(jobs_total - jobs_open, jobs_total)}
        </span>
        <span className="text-quiet">
          {runTexts.took}: <Took since={started_at} until={finished_at} />
        </span>
        <span className="text-quiet">
          <Time at={created_at} />
        </span>
      </p>
      <Related experiment_id={run.data.experiment_id} retry_of={run.data.retry_of} />
      {error && <p className="mb-4 rounded-lg border border-bad bg-raised p-3 text-bad">{error.message}</p>}
      {jobs.length < jobs_total && <p className="mb-2 text-quiet">{runTexts.first_jobs(jobs.length, jobs_total)}</p>}
      <Tabs
        label={runTexts.views}
        at={view}
        onChange={(one) => void setView(one)}
        tabs={views.map((key) => ({ key, title: runTexts.view[key], content: content[key] }))}
      />
    </>
  )
}

interface RelatedProps {
  readonly experiment_id: string | null
  readonly retry_of: string | null
}

function Related({ experiment_id, retry_of }: RelatedProps) {
  if (experiment_id === null && retry_of === null) return null
  return (
    <p className="mb-4 flex flex-wrap gap-4">
      {experiment_id !== null && (
        <Link href={`/experiments/${experiment_id}`} className="text-accent underline">
          {runTexts.experiment}
        </Link>
      )}
      {retry_of !== null && (
        <Link href={`/runs/${retry_of}`} className="text-accent underline">
          {runTexts.retry_of}
        </Link>
      )}
    </p>
  )
}
