import { join } from 'node:path'
import { scoreFileColumns, scoreOutput } from '@assay/compute'
import { applicationMetric, scratchDirectory, stageObject } from '@assay/core'
import { findNeededFile } from '@assay/db'
import type { AttemptContext, AttemptResult } from '@assay/dispatch'
import { EvaluationTotals, scoreNames, scoreRows } from '@assay/runners'
import { DomainError, type EvaluationSpec, type ScoresOfApplication } from '@assay/schemas'
import { stageDataset } from '../dataset-table.ts'
import type { JobDeps } from '../job-deps.ts'
import { keepOutput } from '../output.ts'
import { readScores } from './score-table.ts'
import { readFiles, scoredFiles } from './scored-files.ts'

interface Evaluation {
  readonly job_id: string
  readonly spec: EvaluationSpec
  readonly application: ScoresOfApplication
}

/** Takes the scores that an application has given of each file, as those of metrics are kept. */
export async function evaluateApplication(
  deps: JobDeps,
  { job_id, spec, application }: Evaluation,
  { signal, progress }: AttemptContext,
): Promise<AttemptResult> {
  await using stack = new AsyncDisposableStack()
  const dataset = stack.use(await stageDataset(deps, spec))
  const directory = stack.use(await scratchDirectory(deps)).path
  const source_path = stack.use(await stageScores(deps, { job_id, application })).path
  progress(0, dataset.examples)
  const files = await readFiles(deps, dataset.path)
  const found = await readScores(deps, { ...application, source_path, directory, files }, signal)
  const metrics = application.scores.map((score) => applicationMetric(score, application.given_by))
  const totals = new EvaluationTotals({ metrics, judges: [], summands: {}, repeats: 1, seed: spec.seed, directory })
  const path = join(directory, 'scores.parquet')
  await deps.tables.write({
    output_path: path,
    columns: scoreFileColumns({ scores: scoreNames(metrics), summands: {}, repeats: 0 }),
    rows: scoreRows(scoredFiles(deps, { ...application, dataset_path: dataset.path, found }), {
      ...{ metrics, summands: {}, totals },
      onExamples: (done) => progress(done, dataset.examples),
    }),
    signal,
  })
  const result = await totals.result(deps.scoring, signal)
  return { result, outputs: [await keepOutput(deps, { name: scoreOutput, path, signal })] }
}

/** Throws SCORES_INVALID where the job has left no such table. */
async function stageScores(deps: JobDeps, { job_id, application }: Pick<Evaluation, 'job_id' | 'application'>) {
  const { job: needed, output: name, path } = application
  const blob = await findNeededFile(deps.db, { job_id, needed, name, path })
  if (blob) return stageObject(deps, blob.object_key)
  const reason = `"${needed}" has left no such file in its output "${name}".`
  throw new DomainError('SCORES_INVALID', { path, line: null, file: null, reason })
}
