import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Actor } from '@assay/access'
import { findSampleDataset, findSampleExperiment, hasReadyComparison, markSampleDataset } from '@assay/db'
import { transact } from '@assay/engine'
import { type Comparison, type Dataset, DomainError, type Experiment, type Run } from '@assay/schemas'
import { builtinUser } from './builtin-user.ts'
import { getOwnComparison } from './comparison/comparison.ts'
import { compareRuns } from './comparison/question/compare.ts'
import { getDataset, notReady, toDataset } from './data/dataset.ts'
import { createDataset } from './data/new-version.ts'
import type { CoreDeps } from './deps.ts'
import { evaluate } from './evaluation/evaluate.ts'
import { createExperiment } from './evaluation/experiment.ts'
import { appendToUpload, createUpload } from './file/upload.ts'
import { getRunDetail } from './run/run.ts'

const name = 'sample'
const models = ['lead-3', 'textrank', 'random-sentences']
/** What the verdict holds the others against. */
const baseline = 'random-sentences'
const wait_seconds = 60

/**
 * Evaluates three offline models on the bundled sample, as a built-in user; everyone may read it, nobody's lists have
 * it. Goes on where an earlier start was interrupted, reusing what had succeeded. Returns the comparison; undefined
 * when an earlier start has finished it.
 */
export async function prepareSample(deps: CoreDeps, { path }: { path: string }): Promise<Comparison | undefined> {
  const actor = await builtinUser(deps)
  const before = await findSampleExperiment(deps.db)
  const dataset = await sampleDataset(deps, actor, path)
  const experiment = before ?? (await sampleExperiment(deps, actor, dataset))
  if (await hasReadyComparison(deps.db, experiment.id)) return undefined
  const { items: runs } = await evaluate(deps, actor, {
    experiment_id: experiment.id,
    models,
    metrics: ['rouge'],
    max_samples: null,
    max_failed_ratio: 0.05,
    repeats: 1,
    seed: 0,
    labels: [],
    priority: 0,
    deadline_at: null,
    force_rerun: false,
  })
  return compareWhenDone(deps, actor, { experiment_id: experiment.id, runs })
}

interface Evaluated {
  readonly experiment_id: string
  readonly runs: readonly Run[]
}

async function compareWhenDone(deps: CoreDeps, actor: Actor, { experiment_id, runs }: Evaluated): Promise<Comparison> {
  for (const run of runs) {
    const ended = await getRunDetail(deps, actor, { run_id: run.id, wait_seconds })
    if (ended.state !== 'succeeded') throw new DomainError('RUN_NOT_FINISHED', { run_id: run.id, state: ended.state })
  }
  const run_ids = runs.map((run) => run.id)
  const comparison = await compareRuns(deps, actor, {
    experiment_id,
    run_ids,
    baseline_run_id: runs.find((run) => run.name === baseline)?.id,
    margins: {},
    level: 0.95,
    seed: 0,
    method: 'analytic',
  })
  return getOwnComparison(deps, actor, { comparison_id: comparison.id, wait_seconds })
}

async function sampleDataset(deps: CoreDeps, actor: Actor, path: string): Promise<Dataset> {
  const known = await findSampleDataset(deps.db)
  const dataset = known ? toDataset(known) : await uploadSample(deps, actor, path)
  const settled = await getDataset(deps, actor, { dataset_id: dataset.id, wait_seconds })
  if (settled.state === 'ready') return settled
  throw notReady(settled)
}

async function uploadSample(deps: CoreDeps, actor: Actor, path: string): Promise<Dataset> {
  const { size } = await stat(path)
  const { id: upload_id } = await createUpload(deps, actor, { filename: basename(path), size_bytes: size })
  await appendToUpload(deps, actor, { upload_id, offset: 0, body: createReadStream(path) })
  return transact(deps, async (trx) => {
    const dataset = await createDataset({ ...deps, db: trx }, actor, { upload_id, name })
    await markSampleDataset(trx, dataset.id)
    return { ...dataset, is_sample: true }
  })
}

async function sampleExperiment(deps: CoreDeps, actor: Actor, dataset: Dataset): Promise<Experiment> {
  return createExperiment(deps, actor, {
    name,
    description: 'Three offline models on the bundled sample of short articles.',
    dataset_id: dataset.id,
    task: { type: 'summarization' },
    columns: {},
    primary_metric: 'rougeL',
  })
}
