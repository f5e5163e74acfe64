'use client'

import type { JobDetail } from '@assay/schemas'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useApi } from '../data/api.ts'
import { progressText } from '../run/progress-text.ts'
import { jobTexts } from '../texts/job.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { Loading } from '../ui/loading.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Problem } from '../ui/problem.tsx'
import { Section } from '../ui/section.tsx'
import { StateTag } from '../ui/state-tag.tsx'
import { Took } from '../ui/took.tsx'
import { JobLog } from './job-log.tsx'
import { JobOutputs } from './job-outputs.tsx'

const freshMs = 1_000

export function JobPage({ job_id }: { readonly job_id: string }) {
  const api = useApi()
  const queries = useQueryClient()
  const job = useQuery({
    ...api.jobs.get.queryOptions({ job_id }),
    refetchInterval: ({ state }) => (state.data?.finished_at === null ? freshMs : false),
  })
  const stop = useMutation(
    api.jobs.stop.mutationOptions({ onSuccess: () => queries.invalidateQueries(api.jobs.get.queryFilter({ job_id })) }),
  )
  if (job.error && !job.data) return <Problem error={job.error} onAgain={() => job.refetch()} />
  if (!job.data) return <Loading />
  const { name, finished_at, error } = job.data
  return (
    <>
      <div className="flex flex-wrap items-start gap-x-4">
        <PageTitle>{name}</PageTitle>
        {finished_at === null && (
          <ConfirmButton
            text={jobTexts.stop}
            subject={name}
            warning={jobTexts.stop_warning}
            is_pending={stop.isPending}
            onConfirm={() => stop.mutate({ job_id })}
          />
        )}
      </div>
      {stop.error && <Problem error={stop.error} />}
      <div className="grid gap-8">
        <Facts job={job.data} />
        {error && (
          <Section title={jobTexts.error}>
            <p className="rounded-lg border border-bad bg-raised p-3 break-words whitespace-pre-wrap text-bad">
              {error.message}
            </p>
          </Section>
        )}
        <Section title={jobTexts.log.title}>
          <JobLog job_id={job_id} is_open={finished_at === null} attempts={job.data.attempt} />
        </Section>
        <Section title={jobTexts.outputs}>
          <JobOutputs job_id={job_id} state={job.data.state} />
        </Section>
        <Section title={jobTexts.spec}>
          <Json value={job.data.spec} label={jobTexts.spec} />
        </Section>
        {job.data.result !== null && (
          <Section title={jobTexts.result}>
            <Json value={job.data.result} label={jobTexts.result} />
          </Section>
        )}
      </div>
    </>
  )
}

const facts = 'grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 sm:grid-cols-[auto_1fr_auto_1fr] [&_dt]:text-quiet'

function Facts({ job }: { readonly job: JobDetail }) {
  const { waiting } = job
  return (
    <div role="status" className="grid gap-3">
      <dl className={facts}>
        <dt>{jobTexts.state}</dt>
        <dd>
          <StateTag state={job.state} />
        </dd>
        <dt>{jobTexts.run}</dt>
        <dd>
          <Link href={`/runs/${job.run_id}`} className="text-accent underline">
            {job.run_id.slice(0, 8)}
          </Link>
        </dd>
        <dt>{jobTexts.progress}</dt>
        <dd>{progressText(job)}</dd>
        <dt>{jobTexts.took}</dt>
        <dd>
          <Took since={job.started_at} until={job.finished_at} />
        </dd>
        <dt>{jobTexts.kind}</dt>
        <dd>{job.kind}</dd>
        <dt>{jobTexts.attempt}</dt>
        <dd>{job.attempt === 0 ? '–' : job.attempt}</dd>
        <dt>{jobTexts.needs}</dt>
        <dd className="break-words">{job.needs.length === 0 ? '–' : job.needs.join(', ')}</dd>
        <dt>{jobTexts.priority}</dt>
        <dd>{job.priority}</dd>
      </dl>
      {job.reused_from !== null && (
        <Link href={`/jobs/${job.reused_from}`} className="text-accent underline">
          {jobTexts.reused}
        </Link>
      )}
      {waiting && (
        <p>
          {jobTexts.waits}: {waiting.message}{' '}
          {waiting.position !== null && waiting.position_overall !== null && (
            <span className="text-quiet">{jobTexts.place(waiting.position, waiting.position_overall)}</span>
          )}
        </p>
      )}
    </div>
  )
}

const json = 'max-h-96 overflow-auto rounded-lg border border-line bg-raised p-3 text-xs'

function Json({ value, label }: { readonly value: unknown; readonly label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard
    <section tabIndex={0} aria-label={label} className={json}>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </section>
  )
}
