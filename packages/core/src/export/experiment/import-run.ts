import { type Database, insertEndedRun, newId } from '@assay/db'
import type { EventType, Experiment, JudgedAgainst } from '@assay/schemas'
import type { Transaction } from 'kysely'
import { invalid } from '../bundle/bundle-reader.ts'
import { publicModel } from '../public-model.ts'
import type { BundledJob, BundledRun, Manifest } from './manifest.ts'
import { publicSpec } from './public-job.ts'

interface Importing {
  readonly owner_id: string
  readonly experiment: Pick<Experiment, 'id' | 'dataset_id'>
  readonly described: Manifest
  /** Ids of blobs by path. */
  readonly blobs: ReadonlyMap<string, string>
}

/** Keeps runs as they ended, in their order. Returns their new ids by those that they had. */
export async function importRuns(trx: Transaction<Database>, importing: Importing): Promise<Map<string, string>> {
  const { runs } = importing.described
  const ids = new Map(runs.map(({ id }) => [id, newId()]))
  for (const run of runs) await insertEndedRun(trx, toEnded(run, { ...importing, ids }))
  return ids
}

interface Renamed extends Importing {
  readonly ids: ReadonlyMap<string, string>
}

function toEnded(run: BundledRun, { ids, ...importing }: Renamed) {
  const { owner_id, experiment } = importing
  const run_id = ids.get(run.id) ?? ''
  const job_ids = new Map(run.jobs.map(({ name }) => [name, newId()]))
  const events = eventsOf(run, { run_id, job_ids })
  const { name, state, metadata, created_at, started_at, finished_at } = run
  const count = (wanted: string) => run.jobs.filter((job) => job.state === wanted).length
  return {
    run: {
      ...{ id: run_id, owner_id, group_id: experiment.id, name, state, created_at, started_at, finished_at },
      ...{ jobs_total: run.jobs.length, jobs_open: 0, jobs_failed: count('failed'), jobs_stopped: count('stopped') },
      event_seq: events.length,
      retry_of: run.retry_of === null ? null : (ids.get(run.retry_of) ?? null),
      metadata: JSON.stringify(metadata),
    },
    evaluation: {
      ...{ run_id, experiment_id: experiment.id, metrics: run.metrics },
      model: run.model && JSON.stringify(publicModel(run.model)),
      scores: run.scores && JSON.stringify(run.scores),
    },
    jobs: run.jobs.map((job) => toJob(job, { ...importing, ids, run_id, id: job_ids.get(job.name) ?? '' })),
    needs: run.jobs.flatMap((job) =>
      job.needs.map((needed) => ({ job_id: job_ids.get(job.name) ?? '', needs_job_id: job_ids.get(needed) ?? '' })),
    ),
    outputs: run.jobs.flatMap((job) =>
      job.outputs.map(({ name, file }) => ({
        job_id: job_ids.get(job.name) ?? '',
        name,
        blob_id: importing.blobs.get(file) ?? '',
      })),
    ),
    events,
  }
}

interface Placed extends Renamed {
  readonly id: string
  readonly run_id: string
}

/** Without a fingerprint: what was computed elsewhere is never taken for something that was computed here. */
function toJob(job: BundledJob, { id, run_id, owner_id, experiment, ids }: Placed) {
  const spec = publicSpec(job)
  if (!spec) throw invalid(`The job ${job.name} is of no kind that it may have.`)
  const { name, kind, state, priority, attempt, max_attempts, done, total, reused_from } = job
  const { result, error, created_at, started_at, finished_at } = job
  return {
    ...{ id, run_id, owner_id, group_id: experiment.id, name, kind, state, priority, attempt, max_attempts },
    ...{ reused_from, created_at, started_at, finished_at, attempts_left: 0, fingerprint: null },
    progress_done: done,
    progress_total: total,
    spec: JSON.stringify({ ...againstNew(spec, ids), dataset_id: experiment.dataset_id }),
    result: result && JSON.stringify(result),
    error: error && JSON.stringify(error),
  }
}

/** Judges of pairs name the run whose answers they saw. */
function againstNew(spec: BundledJob['spec'], ids: ReadonlyMap<string, string>): BundledJob['spec'] {
  const rename = <Judge extends { readonly against?: JudgedAgainst | undefined }>(judge: Judge): Judge =>
    judge.against
      ? { ...judge, against: { ...judge.against, run_id: ids.get(judge.against.run_id) ?? judge.against.run_id } }
      : judge
  if (spec.kind === 'judgement') return { ...spec, judge: rename(spec.judge) }
  return spec.kind === 'evaluation' && spec.judges ? { ...spec, judges: spec.judges.map(rename) } : spec
}

interface Identified {
  readonly run_id: string
  readonly job_ids: ReadonlyMap<string, string>
}

/** How everything began and ended; what happened in between was elsewhere. */
function eventsOf({ jobs, state, created_at, finished_at }: BundledRun, { run_id, job_ids }: Identified) {
  const happened: { job_id: string | null; type: EventType; data: object; created_at: string }[] = [
    { job_id: null, type: 'run.created', data: { jobs: jobs.length }, created_at },
    ...jobs.map(({ name, state: ended, error, finished_at: at }) => ({
      job_id: job_ids.get(name) ?? null,
      type: `job.${ended}` as const,
      data: { name, ...(error && { error }) },
      created_at: at ?? finished_at,
    })),
    { job_id: null, type: `run.${state}`, data: {}, created_at: finished_at },
  ]
  return happened.map(({ data, ...event }, at) => ({ run_id, seq: at + 1, ...event, data: JSON.stringify(data) }))
}
