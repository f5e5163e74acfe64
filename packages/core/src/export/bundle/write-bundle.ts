import { Readable } from 'node:stream'
import { comparisonResult } from '@assay/schemas'
import { requireWhole } from '../../file/whole-object.ts'
import { assayVersion } from '../assay-version.ts'
import type { ExportDeps } from '../deps.ts'
import type { ExportSource } from '../export-source.ts'
import type { ExportedBody } from '../exported-body.ts'
import { BundleWriter } from './bundle-writer.ts'
import { type Manifest, manifestPath, resultPath } from './manifest.ts'
import { readme } from './readme.ts'

const datasetPath = 'dataset.parquet'

/**
 * A comparison as a zip file from which it can be computed again. It is made while it is sent, file by file, and is the
 * same each time; the manifest comes last, with the hashes of all others.
 */
export async function exportBundle(
  deps: ExportDeps,
  source: ExportSource,
  signal: AbortSignal | undefined,
): Promise<ExportedBody> {
  const { storage } = deps
  const parts = partsOf(source)
  for (const { object_key } of parts) await requireWhole(deps, object_key)
  const description = describe(source)
  const zip = new BundleWriter(new Date(source.comparison.created_at))
  zip.add('readme.md', async () => Readable.from([readme]), { compress: true })
  zip.add(resultPath, async () => Readable.from([resultText(source)]), { compress: true })
  for (const { path, object_key } of parts) zip.add(path, () => storage.read(object_key), { compress: false })
  zip.add(manifestPath, async () => Readable.from([json({ ...description, files: zip.files })]), { compress: true })
  return { size_bytes: null, stream: zip.end(signal) }
}

function partsOf({ dataset, runs }: ExportSource): { path: string; object_key: string }[] {
  const ofRuns = runs.flatMap(({ object_key, prediction_keys }, run) => [
    { path: scoresPath(run), object_key },
    ...prediction_keys.map((key, repeat) => ({ path: predictionsPath(run, repeat), object_key: key })),
  ])
  return [{ path: datasetPath, object_key: dataset.object_key }, ...ofRuns]
}

function describe({ comparison, dataset, runs, declared, cited }: ExportSource): Omit<Manifest, 'files'> {
  const { id, dataset_id, experiment_id, baseline_run_id, run_ids } = comparison
  const { primary_metric, margins, level, seed, method, cluster_column, created_at } = comparison
  const ids = { id, dataset_id, experiment_id, baseline_run_id, run_ids }
  const { name, version, filename, examples, columns, sha256 } = dataset
  return {
    format: 'assay-comparison',
    format_version: 2,
    assay_version: assayVersion,
    comparison: { ...ids, primary_metric, margins, level, seed, method, cluster_column, created_at },
    dataset: { name, version, filename, examples, columns, sha256, table: datasetPath },
    scores: [...declared],
    metrics: cited,
    runs: runs.map((run, at) => ({
      run_id: run.run_id,
      experiment_id: run.experiment_id,
      name: run.name,
      model: run.model,
      columns: run.columns,
      inference: run.inference,
      repeats: run.repeats,
      evaluation: run.evaluation,
      ...(run.answers && { answers: run.answers }),
      scores: scoresPath(at),
      predictions: run.prediction_keys.map((_, repeat) => predictionsPath(at, repeat)),
    })),
  }
}

function scoresPath(run: number): string {
  return `runs/${run + 1}/scores.parquet`
}

function predictionsPath(run: number, repeat: number): string {
  return `runs/${run + 1}/predictions-${repeat + 1}.parquet`
}

function resultText({ comparison }: ExportSource): string {
  return json(comparisonResult.parse(comparison))
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
