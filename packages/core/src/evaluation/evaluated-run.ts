import { scoreOutput } from '@assay/compute'
import { findJobOutput, findJobsOfRuns, findRunsByIds } from '@assay/db'
import { type ComparedRun, DomainError, type EvaluationResult, evaluationResult, evaluationSpec } from '@assay/schemas'
import type { CoreDeps } from '../deps.ts'

/** A run that is compared, and what its evaluation left. */
export interface EvaluatedRun {
  readonly run_id: string
  readonly experiment_id: string
  readonly name: string
  /** Of its score file. */
  readonly object_key: string
  readonly columns: ReturnType<typeof evaluationSpec.parse>['columns']
  /** Of the predictions of its first repeat; null: a column of the dataset holds them. */
  readonly inference_job_id: string | null
  readonly repeats: number
  readonly evaluation: EvaluationResult
}

/** Reads the evaluations of runs, in the order of the ids. Throws RUN_NOT_FOUND for one that was deleted. */
export async function readEvaluatedRuns(
  { db }: Pick<CoreDeps, 'db'>,
  run_ids: readonly string[],
): Promise<EvaluatedRun[]> {
  const [rows, jobs] = await Promise.all([findRunsByIds(db, run_ids), findJobsOfRuns(db, run_ids)])
  return Promise.all(
    run_ids.map(async (run_id) => {
      const run = rows.find(({ id }) => id === run_id)
      const own = jobs.filter((job) => job.run_id === run_id)
      const job = own.find(({ kind }) => kind === 'evaluation')
      const output = job && (await findJobOutput(db, { job_id: job.id, name: scoreOutput }))
      if (!run?.experiment_id || !job || !output) throw new DomainError('RUN_NOT_FOUND', { run_id })
      const inferences = own.filter(({ kind }) => kind === 'inference')
      return {
        run_id,
        experiment_id: run.experiment_id,
        name: run.name,
        object_key: output.object_key,
        columns: evaluationSpec.parse(job.spec).columns,
        inference_job_id: inferences[0]?.id ?? null,
        repeats: Math.max(1, inferences.length),
        evaluation: evaluationResult.parse(job.result),
      }
    }),
  )
}

/** Says of a run how many examples it has, and why it lacks others. `lacking`: how many others have and it has not. */
export function describeRun(
  { run_id, name, experiment_id, evaluation }: EvaluatedRun,
  { primary, lacking }: { readonly primary: string; readonly lacking: number },
): ComparedRun {
  const { examples, failed, failures, scores } = evaluation
  const not_scored = Math.max(0, examples - (scores[primary]?.n ?? 0))
  const unscored = evaluation.unscored
    .filter(({ score }) => score === primary)
    .map((found) => ({ reason: found.reason, examples: found.examples }))
  return { run_id, name, experiment_id, examples, failed, failures, not_scored, unscored, not_sampled: lacking }
}
