import { type Actor, viewerOf } from '@assay/access'
import { type DatasetRow, getBlob } from '@assay/db'
import type { ScoreDeclaration } from '@assay/metrics'
import type { EvaluatedModel, InferenceSpec, ReadyComparison, TableFormat } from '@assay/schemas'
import { getReadyComparison } from '../comparison/comparison.ts'
import { declaredScores } from '../comparison/scores/compared-scores.ts'
import { getReadyDataset } from '../data/dataset.ts'
import { metricsOfRuns } from '../evaluation/application-metric.ts'
import { type EvaluatedRun, readEvaluatedRuns } from '../evaluation/evaluated-run.ts'
import { type CitedMetric, citeMetrics } from './cited-metric.ts'
import type { ExportDeps } from './deps.ts'
import { publicModel } from './public-model.ts'
import { uniqueNames } from './unique-names.ts'

export interface ExportedRun extends Omit<EvaluatedRun, 'inference'> {
  /** Its name, or one that tells it from others of that name. */
  readonly label: string
  /** Without what others must not see. */
  readonly model: EvaluatedModel | null
  /** Names of its scores, in the order in which metrics declare them; results keep none. */
  readonly scores: readonly string[]
  /** How its predictions were made; null: a column of the dataset holds them. */
  readonly inference: Pick<InferenceSpec, 'task' | 'seed' | 'max_samples' | 'max_failed_ratio'> | null
}

export interface ExportSource {
  readonly actor: Actor
  readonly comparison: ReadyComparison
  readonly dataset: Pick<DatasetRow, 'id' | 'name' | 'version'> & {
    readonly filename: string
    readonly format: TableFormat
    readonly columns: NonNullable<DatasetRow['columns']>
    readonly examples: number
    /** Of the file as it was uploaded. */
    readonly sha256: string | null
    readonly object_key: string
  }
  readonly runs: readonly ExportedRun[]
  /** The scores that its runs may have, and how to read them. */
  readonly declared: readonly ScoreDeclaration[]
  readonly cited: readonly CitedMetric[]
}

/** Reads what exports of a comparison are made from. Throws COMPARISON_NOT_FOUND, COMPARISON_NOT_READY. */
export async function readExportSource(deps: ExportDeps, actor: Actor, comparison_id: string): Promise<ExportSource> {
  const comparison = await getReadyComparison(deps, actor, comparison_id)
  const { dataset_id } = comparison
  const dataset = await readDataset(deps, await getReadyDataset(deps, { dataset_id, viewer: viewerOf(actor) }))
  const evaluated = await readEvaluatedRuns(deps, comparison.run_ids)
  const metrics = metricsOfRuns(deps.metrics, evaluated)
  const declared = declaredScores(metrics)
  const runs = exportRuns(evaluated, declared)
  return { actor, comparison, dataset, runs, declared, cited: citeMetrics(metrics, { comparison, dataset, runs }) }
}

/** A set of files has no file of its own that it came as. */
async function readDataset(
  { db }: ExportDeps,
  dataset: Awaited<ReturnType<typeof getReadyDataset>>,
): Promise<ExportSource['dataset']> {
  const { id, name, version, filename, format, columns, examples, original_blob_id, table_blob_id } = dataset
  const sha256 = original_blob_id === null ? null : (await getBlob(db, original_blob_id)).sha256
  const { object_key } = await getBlob(db, table_blob_id)
  const told = { filename: filename ?? name, format: format ?? 'parquet' }
  return { id, name, version, ...told, columns, examples, sha256, object_key }
}

function exportRuns(evaluated: readonly EvaluatedRun[], scores: readonly ScoreDeclaration[]): ExportedRun[] {
  const declared = scores.map(({ name }) => name)
  const labels = uniqueNames(evaluated.map(({ name }) => name))
  return evaluated.map((run, at) => ({
    ...run,
    label: labels[at] ?? run.name,
    model: run.model && publicModel(run.model),
    scores: inOrder(Object.keys(run.evaluation.scores), declared),
    inference: run.inference && describeInference(run.inference),
  }))
}

/** Those that are declared, in that order, then the others. */
function inOrder(names: readonly string[], declared: readonly string[]): string[] {
  const known = declared.filter((name) => names.includes(name))
  return [...new Set([...known, ...names])]
}

function describeInference({ task, seed, max_samples, max_failed_ratio }: InferenceSpec) {
  return { task, seed, max_samples, max_failed_ratio }
}
