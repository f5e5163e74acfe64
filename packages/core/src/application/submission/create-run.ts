import { type Actor, keepRunSecrets, requireRoom } from '@assay/access'
import {
  type Database,
  findBlobsById,
  findReusedJobIds,
  findRunsByIds,
  holdBlobs,
  insertFingerprints,
  insertJobInputs,
  noteEntrypointsUsed,
  numberJob,
} from '@assay/db'
import { type JobSubmission, submitRuns, transactAround } from '@assay/engine'
import { DomainError, type Run, type RunCreate } from '@assay/schemas'
import type { Transaction } from 'kysely'
import { toRun } from '../../run/run.ts'
import { requirementsOf } from '../job-requirements.ts'
import { placeOutputs } from '../placed-outputs.ts'
import type { SubmissionDeps } from './deps.ts'
import { checkForced, forcedBy } from './forced-jobs.ts'
import { Issues } from './issues.ts'
import { planJobs } from './plan.ts'
import type { PlannedJob } from './planned-job.ts'
import { findReused } from './reuse.ts'
import { joinExperiment, keepEvaluation, planEvaluation, submissionOf } from './run-evaluation.ts'
import { checkGiven, hashSecrets } from './secrets.ts'
import { wantApplication } from './want-application.ts'
import { wantList } from './want-list.ts'
import type { WantedJob } from './wanted-job.ts'

const mostJobs = 10_000

/**
 * Submits a run of jobs of applications. Everything that it names is looked up first, and what is wrong is told before
 * anything is queued; what succeeded before with equal inputs is reused. Throws APPLICATION_NOT_FOUND, GRAPH_INVALID,
 * FILE_NOT_FOUND, DATASET_NOT_FOUND, SECRET_NOT_FOUND, REFERENCE_AMBIGUOUS, QUOTA_REACHED; INPUT_INVALID with all that
 * is wrong; of an experiment EXPERIMENT_NOT_FOUND, DATASET_NOT_READY, DATASET_FAILED, METRIC_UNKNOWN.
 */
export async function createRun(deps: SubmissionDeps, actor: Actor, input: RunCreate): Promise<Run> {
  const { user_id: owner_id } = actor
  const jobs = await planRun(deps, actor, input)
  const evaluation = await planEvaluation(deps, actor, { input, jobs })
  await requireRoom(deps, { owner_id, bytes: 1 })
  const isForced = forcedBy(input, jobs)
  const row = await transactAround(deps, async (held, trx) => {
    const name = evaluation ? await joinExperiment(trx, evaluation, { actor, name: input.name }) : nameOf(input)
    await holdStaged(trx, jobs)
    const reused = await findReused(trx, { owner_id, jobs, isForced })
    const submissions = jobs.map((job) => toSubmission(job, reused.get(job.wanted.name)))
    if (evaluation) submissions.push(await submissionOf(trx, evaluation, { owner_id, reused }))
    const run = {
      owner_id,
      name,
      group_id: evaluation?.experiment_id ?? null,
      deadline_at: input.deadline_at ?? null,
      metadata: input.metadata ?? {},
    }
    const [id = ''] = await submitRuns(held, [{ ...run, jobs: submissions }])
    if (input.numbered) await numberJob(trx, { owner_id, run_id: id, name: input.numbered.name })
    if (evaluation) await keepEvaluation(trx, evaluation, { run_id: id, forced: input.force_rerun === true })
    await insertJobInputs(trx, id)
    if (reused.size > 0) await placeReused(trx, id)
    await insertFingerprints(
      trx,
      jobs.map((job) => ({ ...fingerprintRow(job), run_id: id, forced: isForced(job) })),
    )
    await noteEntrypointsUsed(trx, [...new Set(jobs.map(({ wanted }) => wanted.entry.id))])
    if (reused.size < jobs.length) await keepRunSecrets(held, { run_id: id, owner_id }, input.secrets)
    const [submitted] = await findRunsByIds(trx, [id])
    if (!submitted) throw new TypeError('a run that was submitted is not there')
    return submitted
  })
  return toRun(row)
}

async function planRun(deps: SubmissionDeps, actor: Actor, input: RunCreate): Promise<PlannedJob[]> {
  const issues = new Issues()
  const asked = { input, issues }
  const wanted = await (input.jobs ? wantList(deps, actor, asked) : wantApplication(deps, actor, asked))
  if (wanted.length > mostJobs) {
    throw new DomainError('GRAPH_INVALID', {
      reason: `it has ${wanted.length} jobs, and a run has at most ${mostJobs}.`,
    })
  }
  if (input.numbered && wanted.length !== 1) issues.add('numbered', 'is for runs of one job')
  checkForced(input, wanted, issues)
  const given = { jobs: wanted, given: input.secrets }
  checkGiven(given, issues)
  issues.throwAny()
  const secrets = await hashSecrets(deps, actor, given)
  return planJobs(deps, actor, { jobs: wanted, secrets, issues })
}

/** What is reused stands in the tree of the new run too. */
async function placeReused(trx: Transaction<Database>, run_id: string): Promise<void> {
  await placeOutputs(trx, await findReusedJobIds(trx, run_id))
}

/** Until the transaction ends nobody deletes what the jobs are to find. Throws FILE_NOT_FOUND. */
async function holdStaged(trx: Transaction<Database>, jobs: readonly PlannedJob[]): Promise<void> {
  const staged = jobs.flatMap(({ spec, wanted }) => spec.inputs.map((file) => ({ ...file, job: wanted.name })))
  const ids = [...new Set(staged.map(({ blob_id }) => blob_id))]
  if (await holdBlobs(trx, ids)) return
  const there = new Set((await findBlobsById(trx, ids)).map(({ id }) => id))
  const gone = staged.find(({ blob_id }) => !there.has(blob_id))
  if (gone) throw new DomainError('FILE_NOT_FOUND', { path: gone.from ?? gone.path, job: gone.job })
}

function toSubmission(
  { wanted, needs, spec, fingerprint }: PlannedJob,
  reuse: JobSubmission['reuse'] | undefined,
): JobSubmission {
  const { definition } = wanted.entry
  return {
    ...{ name: wanted.name, kind: spec.kind, spec, needs, fingerprint },
    priority: wanted.priority,
    placement: definition.placement,
    ...placingOf(wanted),
    requires: requirementsOf(spec, wanted.requires),
    max_attempts: spec.retry.max_attempts,
    unplaceable_seconds: spec.timeout_seconds,
    ...(reuse && { reuse }),
  }
}

function placingOf({ entry: { application, version, entrypoint, definition } }: WantedJob) {
  const { prefer_worker_seconds, max_running: running } = definition
  const { other_worker, memory_factor } = definition.retry
  const limit = running === undefined ? null : { key: `${application}/${version}/${entrypoint}`, running }
  return { prefer_worker_seconds, other_worker, memory_factor, limit }
}

function fingerprintRow({ wanted, parts }: PlannedJob) {
  const { application, entrypoint } = wanted.entry
  return { name: wanted.name, subject: `${application}/${entrypoint}`, parts }
}

/** As it is named, or what it executes. */
function nameOf({ name, application, entrypoints, jobs }: RunCreate): string {
  if (name !== undefined) return name
  if (application === undefined) return jobs?.[0]?.application ?? ''
  const [first, ...others] = entrypoints ?? []
  return others.length === 0 ? `${application}/${first}` : application
}
