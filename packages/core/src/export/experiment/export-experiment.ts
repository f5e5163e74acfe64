import { Readable } from 'node:stream'
import { type Actor, viewerOf } from '@assay/access'
import { findJobsOfRuns, findOutputsOfJobs, findRunsByIds, getBlob, getReadableExperiment, listRunIds } from '@assay/db'
import { getReadyTable, type ReadyTable } from '../../data/dataset.ts'
import { requireWhole } from '../../file/whole-object.ts'
import { assayVersion } from '../assay-version.ts'
import { BundleWriter } from '../bundle/bundle-writer.ts'
import type { ExportDeps } from '../deps.ts'
import type { ComparisonExport } from '../export-comparison.ts'
import { fileName } from '../file-name.ts'
import { describeRun } from './describe-run.ts'
import { readJudges, readSamples } from './judged.ts'
import { type Manifest, manifest, manifestPath } from './manifest.ts'
import { readme } from './readme.ts'

interface Asked {
  readonly experiment_id: string
  readonly signal?: AbortSignal | undefined
}

/**
 * An experiment as one file, with its dataset, the runs that have ended, predictions, scores, judges and labels; made
 * while it is sent. Throws EXPERIMENT_NOT_FOUND, DATASET_NOT_FOUND, DATASET_NOT_A_TABLE, OBJECT_DAMAGED.
 */
export async function exportExperiment(
  deps: ExportDeps,
  actor: Actor,
  { experiment_id, signal }: Asked,
): Promise<ComparisonExport> {
  const parts = new Parts()
  const description = await describe(deps, actor, { experiment_id, parts })
  const { experiment } = description
  for (const { object_key } of parts.all) await requireWhole(deps, object_key)
  const zip = new BundleWriter(new Date(experiment.created_at))
  zip.add('readme.md', async () => Readable.from([readme]), { compress: true })
  for (const { path, object_key } of parts.all) {
    zip.add(path, () => deps.storage.read(object_key), { compress: false })
  }
  const end = async () => Readable.from([`${JSON.stringify({ ...description, files: zip.files }, null, 2)}\n`])
  zip.add(manifestPath, end, { compress: true })
  const filename = fileName(`${experiment.name}-experiment`, 'zip')
  return { filename, media_type: 'application/zip', size_bytes: null, stream: zip.end(signal) }
}

/** The objects that go into a bundle, each once, whatever refers to it. */
class Parts {
  readonly #paths = new Map<string, string>()

  get all(): { path: string; object_key: string }[] {
    return [...this.#paths].map(([object_key, path]) => ({ path, object_key }))
  }

  pathOf = (object_key: string, path: string): string => {
    const known = this.#paths.get(object_key)
    if (known !== undefined) return known
    this.#paths.set(object_key, path)
    return path
  }
}

async function describe(
  deps: ExportDeps,
  actor: Actor,
  { experiment_id, parts }: { readonly experiment_id: string; readonly parts: Parts },
): Promise<Manifest> {
  const viewer = viewerOf(actor)
  const row = await getReadableExperiment(deps.db, { id: experiment_id, viewer })
  const table = await getReadyTable(deps, { dataset_id: row.dataset_id, viewer })
  const dataset = await describeDataset(deps, table, parts)
  const runs = await readRuns(deps, experiment_id, parts)
  const samples = await readSamples(deps, { owner_id: actor.user_id, run_ids: runs.map(({ id }) => id) })
  const { id, name, description, task, columns, primary_metric, metadata, created_at } = row
  return manifest.parse({
    format: 'assay-experiment',
    format_version: 1,
    assay_version: assayVersion,
    experiment: { id, name, description, task, columns, primary_metric, metadata, created_at },
    dataset,
    runs,
    judges: await readJudges(deps, { owner_id: actor.user_id, runs, samples }),
    samples,
    files: [],
  })
}

async function describeDataset({ db }: ExportDeps, table: ReadyTable, parts: Parts): Promise<Manifest['dataset']> {
  const { name, version, filename, format, size_bytes, source, annotation, columns, examples } = table
  const { reading, asked_reading, original_blob_id, table_blob_id } = table
  const [original, read] = [await getBlob(db, original_blob_id), await getBlob(db, table_blob_id)]
  return {
    ...{ name, version, filename: filename ?? name, format, size_bytes, source, annotation, columns, examples },
    ...{ reading, asked_reading },
    table: parts.pathOf(read.object_key, 'dataset/table.parquet'),
    original: parts.pathOf(original.object_key, `dataset/original.${format}`),
  }
}

/** Those that have ended, oldest first. */
async function readRuns({ db }: ExportDeps, experiment_id: string, parts: Parts) {
  const rows = await findRunsByIds(db, await listRunIds(db, experiment_id))
  const ended = rows.filter(({ finished_at }) => finished_at !== null)
  const described = []
  for (const [at, row] of ended.entries()) {
    const jobs = await findJobsOfRuns(db, [row.id])
    const ids = jobs.map(({ id }) => id)
    const outputs = (await findOutputsOfJobs(db, ids)).toSorted((a, b) => (a.name < b.name ? -1 : 1))
    described.push(describeRun(row, { number: at + 1, jobs, outputs, pathOf: parts.pathOf }))
  }
  return described.filter((run) => run !== undefined)
}
