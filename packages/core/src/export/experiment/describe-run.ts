import type { JobDetailRow, RunDetailRow } from '@assay/db'
import { publicModel } from '../public-model.ts'
import { publicSpec } from './public-job.ts'

interface Output {
  readonly job_id: string
  readonly name: string
  readonly object_key: string
}

interface Left {
  readonly jobs: readonly JobDetailRow[]
  readonly outputs: readonly Output[]
  /** Where the bytes of an object stand in the bundle. */
  readonly pathOf: (object_key: string, path: string) => string
}

/** A run that has ended; undefined: none of its jobs is of a kind that goes into bundles. */
export function describeRun(row: RunDetailRow, { number, ...left }: Left & { readonly number: number }) {
  const jobs = left.jobs.flatMap((job) => describeJob(job, { ...left, folder: `runs/${number}` }) ?? [])
  if (jobs.length === 0 || !row.evaluation) return undefined
  const kept = new Set(jobs.map(({ name }) => name))
  const { id, name, state, metadata, retry_of, created_at, started_at, finished_at } = row
  const { model, metrics, scores } = row.evaluation
  return {
    ...{ id, name, state, metadata, retry_of, created_at, started_at, finished_at, metrics, scores },
    model: model && publicModel(model),
    jobs: jobs.map((job) => ({ ...job, needs: job.needs.filter((needed) => kept.has(needed)) })),
  }
}

function describeJob(job: JobDetailRow, { outputs, pathOf, folder }: Omit<Left, 'jobs'> & { readonly folder: string }) {
  const spec = publicSpec(job)
  if (!spec) return undefined
  const { name, kind, state, priority, attempt, max_attempts, error, needs, reused_from } = job
  const { result, created_at, started_at, finished_at, progress_done: done, progress_total: total } = job
  const own = outputs.filter(({ job_id }) => job_id === job.id)
  return {
    ...{ name, kind, state, priority, attempt, max_attempts, error, needs, reused_from, spec, result },
    ...{ done, total, created_at, started_at, finished_at },
    outputs: own.map((output, at) => ({
      name: output.name,
      file: pathOf(output.object_key, `${folder}/${fit(name)}-${at + 1}.parquet`),
    })),
  }
}

/** Names of jobs hold names of judges, which may have an underscore. */
function fit(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-')
}
