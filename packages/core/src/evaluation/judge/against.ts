import { type Actor, viewerOf } from '@assay/access'
import { predictionOutput } from '@assay/compute'
import { findJobsOfRuns, findOutputsOfJobs, findReadableRuns, type JobDetailRow } from '@assay/db'
import { DomainError, evaluationSpec, inferenceSpec, type JudgedAgainst } from '@assay/schemas'
import type { EvaluationDeps } from '../deps.ts'

type Deps = Pick<EvaluationDeps, 'db'>

interface Wanted {
  readonly run_id: string
  readonly dataset_id: string
}

/** A run with answers to the same examples. Throws RUN_NOT_FOUND, RUN_NOT_FINISHED, INPUT_INVALID. */
export async function resolveAgainst(
  { db }: Deps,
  actor: Actor,
  { run_id, dataset_id }: Wanted,
): Promise<JudgedAgainst> {
  const [run] = await findReadableRuns(db, { ids: [run_id], viewer: viewerOf(actor) })
  if (!run) throw new DomainError('RUN_NOT_FOUND', { run_id })
  const jobs = await findJobsOfRuns(db, [run_id])
  const inference = firstInference(jobs)
  const held = inference ?? jobs.find(({ kind }) => kind === 'evaluation')
  if (!held) throw invalid('is of a run in which no model has answered')
  if (held.state !== 'succeeded') throw new DomainError('RUN_NOT_FINISHED', { run_id, state: held.state })
  const { columns, ...spec } = inference ? inferenceSpec.parse(held.spec) : evaluationSpec.parse(held.spec)
  if ('predictions' in spec && spec.predictions !== 'column')
    throw invalid('is of a run in which no model has answered')
  if (spec.dataset_id !== dataset_id) throw invalid('is of a run on another version of the dataset')
  return { run_id, column: inference ? null : columns.prediction }
}

function firstInference(jobs: readonly JobDetailRow[]): JobDetailRow | undefined {
  return jobs.find(({ kind, spec }) => kind === 'inference' && inferenceSpec.parse(spec).repeat === 0)
}

function invalid(message: string): DomainError {
  return new DomainError('INPUT_INVALID', { issues: [{ path: 'judge_against', message }] })
}

/** The object of the answers of a run; undefined: a column of the dataset holds them. Throws RUN_NOT_FOUND. */
export async function findAnswers({ db }: Deps, { run_id, column }: JudgedAgainst): Promise<string | undefined> {
  if (column !== null) return undefined
  const inference = firstInference(await findJobsOfRuns(db, [run_id]))
  const outputs = inference ? await findOutputsOfJobs(db, [inference.id]) : []
  const found = outputs.find(({ name }) => name === predictionOutput)
  if (!found) throw new DomainError('RUN_NOT_FOUND', { run_id })
  return found.object_key
}
