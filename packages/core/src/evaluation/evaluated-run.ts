import { isOfJudge, judgementOutput, predictionOutput, scoreOutput } from '@assay/compute'
import { findJobsOfRuns, findOutputsOfJobs, findRunsByIds, type JobDetailRow, type RunDetailRow } from '@assay/db'
import {
  type ColumnRoles,
  type ComparedRun,
  DomainError,
  type EvaluatedModel,
  type EvaluationResult,
  evaluationResult,
  evaluationSpec,
  type GivenAnswers,
  type InferenceResult,
  type InferenceSpec,
  inferenceResult,
  inferenceSpec,
  type JudgeSpec,
  judgementSpec,
  type ScoreDeclaration,
} from '@assay/schemas'
import type { EvaluationDeps } from './deps.ts'
import { tellApart } from './run-name.ts'

/** What a comparison reads of a run, beside its score file. */
export interface ScoredRun {
  readonly run_id: string
  readonly experiment_id: string
  readonly name: string
  readonly columns: ColumnRoles
  /** Of its prediction files, one a repeat; none: a column of the dataset holds them. */
  readonly prediction_keys: readonly string[]
  readonly repeats: number
  readonly evaluation: EvaluationResult
  /** Absent in bundles of earlier versions. */
  readonly answers?: GivenAnswers | undefined
}

/** A run that was evaluated, with the outcome. */
export interface EvaluatedRun extends ScoredRun {
  readonly dataset_id: string
  readonly model: EvaluatedModel | null
  /** Those that an application gives, as it declares them; null: its metrics are those of the registry. */
  readonly given: readonly ScoreDeclaration[] | null
  /** What its calls took, one a repeat; none: a column of the dataset holds its predictions. */
  readonly calls: readonly InferenceResult[]
  /** How its first repeat was made; null: a column of the dataset holds its predictions. */
  readonly inference: InferenceSpec | null
  readonly object_key: string
  /** What judges said of its first repeat. */
  readonly judgements: readonly { readonly judge: JudgeSpec; readonly object_key: string }[]
}

/** Reads evaluations in the order of the ids, under names that differ. Throws RUN_NOT_FOUND for a deleted one. */
export async function readEvaluatedRuns(
  deps: Pick<EvaluationDeps, 'db'>,
  run_ids: readonly string[],
): Promise<EvaluatedRun[]> {
  const found = new Map((await findEvaluatedRuns(deps, run_ids)).map((run) => [run.run_id, run]))
  const runs = run_ids.map((run_id) => {
    const run = found.get(run_id)
    if (!run) throw new DomainError('RUN_NOT_FOUND', { run_id })
    return run
  })
  const names = tellApart(runs.map(({ name, model, columns }) => ({ name, spec: model ?? heldBy(columns) })))
  return runs.map((run, at) => ({ ...run, name: names[at] ?? run.name }))
}

function heldBy({ prediction }: ColumnRoles): EvaluatedModel {
  return { provider: 'dataset', column: prediction }
}

/** A run of models that were to answer and not to be scored. */
export type PredictedRun = Pick<EvaluatedRun, 'dataset_id' | 'columns' | 'prediction_keys'>

/** Undefined: it has not succeeded, or was to be scored. */
export async function findPredictedRun(
  { db }: Pick<EvaluationDeps, 'db'>,
  run_id: string,
): Promise<PredictedRun | undefined> {
  const jobs = await findJobsOfRuns(db, [run_id])
  const ids = jobs.map(({ id }) => id)
  const prediction_keys = (await findOutputsOfJobs(db, ids))
    .filter(({ name }) => name === predictionOutput)
    .toSorted((a, b) => ids.indexOf(a.job_id) - ids.indexOf(b.job_id))
    .map(({ object_key }) => object_key)
  const [first] = jobs
  const isWhole = jobs.every(({ kind, state }) => kind === 'inference' && state === 'succeeded')
  if (!first || !isWhole) return undefined
  const { dataset_id, columns } = inferenceSpec.parse(first.spec)
  return { dataset_id, columns, prediction_keys }
}

export async function findEvaluatedRuns(
  { db }: Pick<EvaluationDeps, 'db'>,
  run_ids: readonly string[],
): Promise<EvaluatedRun[]> {
  const [rows, jobs] = await Promise.all([findRunsByIds(db, run_ids), findJobsOfRuns(db, run_ids)])
  const outputs = await findOutputsOfJobs(
    db,
    jobs.map(({ id }) => id),
  )
  return rows.flatMap((row) => {
    const own = jobs.filter((job) => job.run_id === row.id)
    return toEvaluatedRun(row, { jobs: own, outputs }) ?? []
  })
}

/** Evaluations that may declare scores of their own: none where only metrics of the registry were asked for. */
export async function readDeclaring(
  deps: Pick<EvaluationDeps, 'db'>,
  rows: readonly RunDetailRow[],
): Promise<EvaluatedRun[]> {
  if (!rows.some(({ evaluation }) => evaluation?.scores || evaluation?.metrics.some(isOfJudge))) return []
  return readEvaluatedRuns(
    deps,
    rows.map(({ id }) => id),
  )
}

interface Left {
  readonly jobs: readonly JobDetailRow[]
  readonly outputs: Awaited<ReturnType<typeof findOutputsOfJobs>>
}

function toEvaluatedRun(row: RunDetailRow, { jobs, outputs }: Left): EvaluatedRun | undefined {
  const keyOf = ({ id }: JobDetailRow, name: string) =>
    outputs.find((output) => output.job_id === id && output.name === name)?.object_key
  const job = jobs.find(({ kind }) => kind === 'evaluation')
  const object_key = job && keyOf(job, scoreOutput)
  const inferences = jobs.filter(({ kind }) => kind === 'inference')
  const prediction_keys = inferences.flatMap((inference) => keyOf(inference, predictionOutput) ?? [])
  if (!row.evaluation || !object_key || prediction_keys.length < inferences.length) return undefined
  const { dataset_id, columns } = evaluationSpec.parse(job.spec)
  return {
    run_id: row.id,
    experiment_id: row.evaluation.experiment_id,
    name: row.name,
    model: row.evaluation.model,
    given: row.evaluation.scores,
    dataset_id,
    columns,
    calls: inferences.map(({ result }) => inferenceResult.parse(result)),
    inference: inferences[0] ? inferenceSpec.parse(inferences[0].spec) : null,
    prediction_keys,
    object_key,
    judgements: jobs.flatMap((each) => {
      const spec = each.kind === 'judgement' ? judgementSpec.parse(each.spec) : undefined
      const key = spec?.repeat === 0 ? keyOf(each, judgementOutput(spec.judge)) : undefined
      return spec && key !== undefined ? [{ judge: spec.judge, object_key: key }] : []
    }),
    repeats: Math.max(1, inferences.length),
    evaluation: evaluationResult.parse(job.result),
    answers: answersOf(inferences),
  }
}

/** Over all repeats; a job that stands for an earlier one has all its answers from that. */
function answersOf(inferences: readonly JobDetailRow[]): GivenAnswers {
  const found = inferences.flatMap(({ result, reused_from }) => {
    const { data } = inferenceResult.safeParse(result)
    return data ? [{ ...data, reused_answers: reused_from === null ? data.reused_answers : data.examples }] : []
  })
  const times = found.flatMap(({ oldest_answer_at }) => oldest_answer_at ?? [])
  return {
    reused_answers: found.reduce((sum, { reused_answers }) => sum + reused_answers, 0),
    oldest_answer_at: times.toSorted()[0] ?? null,
    notices: [...new Set(found.flatMap(({ notices }) => notices))],
  }
}

const noAnswers: GivenAnswers = { reused_answers: 0, oldest_answer_at: null, notices: [] }

/** How many examples a run has, and why it lacks others. `lacking`: how many the other runs have and it has not. */
export function describeRun(
  { run_id, name, experiment_id, evaluation, answers = noAnswers }: ScoredRun,
  { primary, lacking }: { readonly primary: string; readonly lacking: number },
): ComparedRun {
  const { examples, missing, failed, failures, scores } = evaluation
  const not_scored = Math.max(0, examples - (scores[primary]?.n ?? 0))
  const unscored = evaluation.unscored
    .filter(({ score }) => score === primary)
    .map((found) => ({ reason: found.reason, examples: found.examples }))
  const counted = { examples, missing, failed, failures, not_scored, unscored, not_sampled: lacking }
  return { run_id, name, experiment_id, ...counted, ...answers }
}
