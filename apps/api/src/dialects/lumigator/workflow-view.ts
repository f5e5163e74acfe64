import type { Job, Run } from '@assay/schemas'
import type { Asked } from '../routes.ts'
import { flatMetrics } from './flat-metrics.ts'
import { keptWith } from './kept.ts'
import { signedUrls } from './signed-url.ts'
import { type EvaluatedJob, hasBegun, isEvaluated, workflowStatus } from './state.ts'

export type Workflow = Awaited<ReturnType<typeof toWorkflows>>[number]

/** Those of an experiment, newest first. */
export async function readWorkflows(asked: Asked, experiment_id: string): Promise<Workflow[]> {
  const { platform, request } = asked
  const limit = 200
  const [runs, jobs] = await Promise.all([
    platform.call(request, 'runs.list', { experiment_id, limit }),
    platform.call(request, 'jobs.list', { experiment_id, limit }),
  ])
  return toWorkflows(
    asked,
    runs.items.map((run) => ({ run, jobs: jobs.items.filter(({ run_id }) => run_id === run.id) })),
  )
}

interface RunWithJobs {
  readonly run: Run
  readonly jobs: readonly Job[]
}

export async function toWorkflows(asked: Asked, runs: readonly RunWithJobs[]) {
  const done = runs.filter(({ run }) => run.state === 'succeeded')
  const urls = await signedUrls(
    asked,
    done.map(({ run }) => compiledPath(run)),
  )
  const urlOf = new Map(done.map(({ run }, at) => [run.id, urls[at] ?? null]))
  return runs.map(({ run, jobs }) => {
    const begun = jobs.filter(isEvaluated).filter(hasBegun).toSorted(newestFirst)
    const shown = begun.map((job) => toResults(run, job))
    // what both have under one name has one of its own too
    const own = begun.map((job) => ({ name: `${job.kind}_ray_job_id`, value: job.id }))
    return {
      ...toWorkflowResponse(run),
      jobs: shown,
      metrics: Object.fromEntries(shown.flatMap((job) => job.metrics).map(toEntry)),
      parameters: Object.fromEntries([...shown.flatMap((job) => job.parameters), ...own].map(toEntry)),
      artifacts_download_url: urlOf.get(run.id) ?? null,
    }
  })
}

function toEntry<Value>({ name, value }: { readonly name: string; readonly value: Value }) {
  return [name, value] as const
}

export function compiledPath({ id }: Pick<Run, 'id'>): string {
  return `/workflows/results/${workflowId(id)}/compiled.json`
}

export function workflowId(run_id: string): string {
  return run_id.replaceAll('-', '')
}

export function toWorkflowResponse(run: Run) {
  const { name, description, model, system_prompt } = keptWith(run)
  return {
    id: workflowId(run.id),
    experiment_id: run.experiment_id ?? '',
    model: model ?? '',
    ...{ name, description },
    system_prompt: system_prompt ?? '',
    status: workflowStatus(run),
    created_at: run.created_at,
    updated_at: null,
  }
}

/** The evaluation comes first. */
function newestFirst(a: EvaluatedJob, b: EvaluatedJob): number {
  return a.id < b.id ? 1 : -1
}

function toResults(run: Run, job: EvaluatedJob) {
  const isDone = job.state === 'succeeded'
  const stored = job.kind === 'inference' ? 'inference_output_s3_path' : 'eval_output_s3_path'
  return {
    id: job.id,
    metrics: Object.entries(flatMetrics(run, job)).map(([name, value]) => ({ name, value })),
    parameters: [{ name: 'ray_job_id', value: job.id }, ...(isDone ? [{ name: stored, value: storedAt(job) }] : [])],
    metric_url: '',
    artifact_url: '',
  }
}

/** Where the ancestor would have stored the results of a job. */
export function storedAt({ id }: Pick<Job, 'id'>): string {
  return `s3://assay/jobs/results/${id}/results.json`
}
