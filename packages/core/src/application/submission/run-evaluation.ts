import { type Actor, viewerOf } from '@assay/access'
import {
  type Database,
  findReusableJobs,
  getWritableExperiment,
  holdExperiment,
  insertEvaluations,
  insertFingerprints,
  listNamedModels,
} from '@assay/db'
import type { JobSubmission } from '@assay/engine'
import { nearestNames } from '@assay/metrics'
import { DomainError, type EvaluatedModel, type RunCreate, type ScoreDeclaration } from '@assay/schemas'
import type { Transaction } from 'kysely'
import { getReadyDataset } from '../../data/dataset.ts'
import { type ApplicationEvaluation, planApplicationEvaluation } from '../../evaluation/application-evaluation.ts'
import { nameModels } from '../../evaluation/run-name.ts'
import type { SubmissionDeps } from './deps.ts'
import { Issues } from './issues.ts'
import type { PlannedJob } from './planned-job.ts'
import { scoredModel } from './scored-model.ts'
import { addressOf, declaredBy, findScoringJob } from './scoring-job.ts'

/** What makes a run of applications an evaluation. */
export interface RunEvaluation extends ApplicationEvaluation {
  readonly experiment_id: string
  readonly model: EvaluatedModel
  readonly scores: readonly ScoreDeclaration[]
  /** The name of the job that gives the scores. */
  readonly scoring: string
}

/**
 * What the experiment of a run asks for; undefined: it is in none. Throws EXPERIMENT_NOT_FOUND, INPUT_INVALID, and
 * METRIC_UNKNOWN where the verdict of the experiment is to be about another score.
 */
export async function planEvaluation(
  deps: SubmissionDeps,
  actor: Actor,
  { input, jobs }: { readonly input: RunCreate; readonly jobs: readonly PlannedJob[] },
): Promise<RunEvaluation | undefined> {
  if (input.experiment_id === undefined) return undefined
  const viewer = viewerOf(actor)
  const experiment = await getWritableExperiment(deps.db, { id: input.experiment_id, viewer })
  const { kind } = await getReadyDataset(deps, { dataset_id: experiment.dataset_id, viewer })
  const issues = new Issues()
  if (kind !== 'files') issues.add('experiment_id', 'is on a table: applications score the files of a dataset of files')
  const scoring = findScoringJob(input, jobs, issues)
  issues.throwAny()
  if (!scoring) return undefined
  const scores = declaredBy(scoring)
  requirePrimary(experiment.primary_metric, scores)
  const { output = 'result', path = 'scores.csv' } = input.scores ?? {}
  const { name: job, priority } = scoring.wanted
  return {
    ...planApplicationEvaluation({
      ...{ experiment, priority, fingerprint: scoring.fingerprint },
      application: { job, output, path, given_by: addressOf(scoring), scores },
      taken: new Set(jobs.map(({ wanted }) => wanted.name)),
    }),
    ...{ experiment_id: experiment.id, model: scoredModel(scoring, jobs), scores, scoring: job },
  }
}

function requirePrimary(metric: string | null, scores: readonly ScoreDeclaration[]): void {
  const known = scores.map(({ name }) => name)
  if (metric === null || known.includes(metric)) return
  throw new DomainError('METRIC_UNKNOWN', { metric, nearest: nearestNames(metric, known), known })
}

interface Adding {
  readonly actor: Actor
  readonly name: string | undefined
}

/** Keeps the experiment, and says what the run is called in it. */
export async function joinExperiment(
  trx: Transaction<Database>,
  { experiment_id: id, model: spec }: RunEvaluation,
  { actor, name }: Adding,
): Promise<string> {
  await holdExperiment(trx, { id, viewer: viewerOf(actor) })
  const [named] = nameModels([{ name, spec }], await listNamedModels(trx, id))
  return named?.name ?? name ?? ''
}

/** The job that takes the scores: an earlier one stands for it where one stands for the job that gives them. */
export async function submissionOf(
  trx: Transaction<Database>,
  { job, scoring }: RunEvaluation,
  { owner_id, reused }: { readonly owner_id: string; readonly reused: ReadonlyMap<string, unknown> },
): Promise<JobSubmission> {
  const { fingerprint } = job
  if (fingerprint === null || !reused.has(scoring)) return job
  const found = (await findReusableJobs(trx, { owner_id, fingerprints: [fingerprint] })).get(fingerprint)
  return found ? { ...job, reuse: { job_id: found.id, result: found.result } } : job
}

export async function keepEvaluation(
  trx: Transaction<Database>,
  { experiment_id, model, scores, made_of }: RunEvaluation,
  { run_id, forced }: { readonly run_id: string; readonly forced: boolean },
): Promise<void> {
  const metrics = scores.map(({ name }) => name)
  const kept = { model: JSON.stringify(model), metrics, scores: JSON.stringify(scores) }
  await insertEvaluations(trx, [{ run_id, experiment_id, ...kept }])
  await insertFingerprints(trx, [{ run_id, ...made_of, forced }])
}
