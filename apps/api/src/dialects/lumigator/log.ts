import type { Job, Run, RunDetail } from '@assay/schemas'
import type { Asked } from '../routes.ts'
import { keptWith } from './kept.ts'
import { type EvaluatedJob, hasBegun, isEvaluated } from './state.ts'
import { storedAt } from './workflow-view.ts'

const separator = `\n${'='.repeat(16)}\n`
const mostLines = 1_000

/** The logs of the jobs of a run, oldest first. */
export async function logOfRun(asked: Asked, run: RunDetail): Promise<string> {
  const jobs = run.jobs
    .filter(isEvaluated)
    .filter(hasBegun)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const logs = await Promise.all(jobs.map((job) => logOf(asked, { run, job })))
  return [...logs, ...failuresOfJudges(run.jobs)].join(separator)
}

/** What a job has said, and what the ancestor would have said of it. */
export async function logOf(
  { platform, request }: Asked,
  { run, job }: { readonly run: Run; readonly job: EvaluatedJob },
): Promise<string> {
  const { items } = await platform.call(request, 'jobs.log_lines', { job_id: job.id, limit: mostLines })
  const before = job.kind === 'evaluation' ? keptWith(run).left_out : []
  const judging =
    job.state === 'skipped' ? await platform.call(request, 'jobs.list', { run_id: run.id }) : { items: [] }
  return [
    ...before,
    ...items.map(({ text }) => text),
    ...progressOf(job),
    ...endOf(job),
    ...failuresOfJudges(judging.items),
  ].join('\n')
}

/** An evaluation whose judge has failed does not begin: the reason is told in its place. */
function failuresOfJudges(jobs: readonly Job[]): string[] {
  return jobs.flatMap(({ kind, error }) => (kind === 'judgement' && error ? [error.message] : []))
}

function progressOf({ progress, started_at }: Job): string[] {
  if (started_at === null) return []
  return [
    `Started at ${started_at}`,
    ...(progress ? [`${progress.done} of ${progress.total ?? '?'} ${progress.noun}`] : []),
  ]
}

function endOf(job: EvaluatedJob): string[] {
  if (job.error) return [job.error.message]
  if (job.state === 'stopped') return ['The job was stopped.']
  if (job.state !== 'succeeded') return []
  const stored = storedAt(job)
  return job.kind === 'evaluation'
    ? [`Storing evaluation results to ${stored}`, `Storing evaluation results for S3 to ${stored}`]
    : [`Inference results stored at ${stored}`]
}
