import { type Actor, viewerOf } from '@assay/access'
import {
  type BlobRow,
  type DatasetRow,
  findJobOutput,
  findJobsOfRuns,
  findRunsByIds,
  getBlob,
  type JobDetailRow,
} from '@assay/db'
import { DomainError, inferenceSpec, type ModelSpec, type ReadyComparison, type Task } from '@assay/schemas'
import { getReadyComparison } from '../comparison/ready.ts'
import { declaredScores } from '../comparison/scores/compared-scores.ts'
import { getReadyDataset } from '../data/dataset.ts'
import type { CoreDeps } from '../deps.ts'
import { type EvaluatedRun, readEvaluatedRuns } from '../evaluation/evaluated-run.ts'
import { predictionOutput } from '../evaluation/prediction-file.ts'
import { type CitedMetric, citeMetrics } from './cited-metric.ts'
import { publicModel } from './public-model.ts'
import { uniqueNames } from './unique-names.ts'

/** A compared run with all that an export says of it. */
export interface ExportedRun extends EvaluatedRun {
  /** Its name, or one that tells it from others of that name. */
  readonly label: string
  readonly model: ModelSpec | null
  /** Names of its scores, in the order in which metrics declare them; results keep none. */
  readonly scores: readonly string[]
  /** How its predictions came about; null: a column of the dataset holds them. */
  readonly inference: {
    readonly task: Task
    readonly seed: number
    readonly max_samples: number | null
    readonly max_failed_ratio: number
  } | null
  /** Keys of its prediction files, one a repeat; none: a column of the dataset holds them. */
  readonly prediction_keys: readonly string[]
}

/** What exports are made from. */
export interface ExportSource {
  readonly actor: Actor
  readonly comparison: ReadyComparison
  readonly dataset: Pick<DatasetRow, 'id' | 'name' | 'version' | 'filename' | 'format'> & {
    readonly columns: NonNullable<DatasetRow['columns']>
    readonly examples: number
    /** Of the file as it was uploaded. */
    readonly sha256: string | null
    readonly object_key: string
  }
  /** In order of the comparison. */
  readonly runs: readonly ExportedRun[]
  /** Whom to cite for its scores. */
  readonly cited: readonly CitedMetric[]
}

/** Reads what exports of a comparison are made from. Throws COMPARISON_NOT_FOUND, COMPARISON_NOT_READY. */
export async function readExportSource(deps: CoreDeps, actor: Actor, comparison_id: string): Promise<ExportSource> {
  const comparison = await getReadyComparison(deps, actor, comparison_id)
  const { dataset_id } = comparison
  const { id, name, version, filename, format, columns, examples, ...blobs } = await getReadyDataset(deps, {
    dataset_id,
    viewer: viewerOf(actor),
  })
  const [original, table] = await Promise.all([
    getBlob(deps.db, blobs.original_blob_id),
    getBlob(deps.db, blobs.table_blob_id),
  ])
  const { sha256 } = original
  const { object_key } = table
  const dataset = { id, name, version, filename, format, columns, examples, sha256, object_key }
  const runs = await readRuns(deps, comparison.run_ids)
  return { actor, comparison, dataset, runs, cited: citeMetrics(deps.metrics, { comparison, dataset, runs }) }
}

async function readRuns(deps: CoreDeps, run_ids: readonly string[]): Promise<ExportedRun[]> {
  const [evaluated, rows, jobs] = await Promise.all([
    readEvaluatedRuns(deps, run_ids),
    findRunsByIds(deps.db, run_ids),
    findJobsOfRuns(deps.db, run_ids),
  ])
  const declared = declaredScores(deps.metrics).map((score) => score.name)
  const labels = uniqueNames(evaluated.map(({ name }) => name))
  return Promise.all(
    evaluated.map(async (run, at) => {
      const model = rows.find(({ id }) => id === run.run_id)?.model
      const inferences = jobs.filter((job) => job.run_id === run.run_id && job.kind === 'inference')
      const predictions = await Promise.all(inferences.map((job) => getPredictions(deps, job)))
      return {
        ...run,
        label: labels[at] ?? run.name,
        model: model ? publicModel(model) : null,
        scores: inOrder(Object.keys(run.evaluation.scores), declared),
        inference: inferences[0] ? describeInference(inferences[0]) : null,
        prediction_keys: predictions.map(({ object_key }) => object_key),
      }
    }),
  )
}

/** The names that are declared, in that order, then the others. */
function inOrder(names: readonly string[], declared: readonly string[]): string[] {
  const known = declared.filter((name) => names.includes(name))
  return [...new Set([...known, ...names])]
}

async function getPredictions({ db }: CoreDeps, { id: job_id, run_id }: JobDetailRow): Promise<BlobRow> {
  const output = await findJobOutput(db, { job_id, name: predictionOutput })
  if (!output) throw new DomainError('RUN_NOT_FOUND', { run_id })
  return output
}

function describeInference({ spec }: JobDetailRow): NonNullable<ExportedRun['inference']> {
  const { task, seed, max_samples, max_failed_ratio } = inferenceSpec.parse(spec)
  return { task, seed, max_samples, max_failed_ratio }
}
