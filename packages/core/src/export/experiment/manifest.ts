import {
  columnRoles,
  dataset,
  datasetCreateInput,
  evaluatedModel,
  evaluationResult,
  evaluationSpec,
  experiment,
  inferenceResult,
  inferenceSpec,
  job,
  judge,
  judgementResult,
  judgementSpec,
  label,
  labelSample,
  run,
  scoreDeclaration,
} from '@assay/schemas'
import { z } from 'zod'

export const manifestPath = 'manifest.json'

const path = z.string().regex(/^(?:[a-z0-9-]+\/)*[a-z0-9-]+\.[a-z]+$/)
const ended = z.enum(['succeeded', 'failed', 'stopped', 'skipped'])

const jobShape = job.options[0].shape
const time = jobShape.created_at
const shared = {
  name: jobShape.name,
  state: ended,
  priority: jobShape.priority,
  attempt: z.int32().min(0),
  max_attempts: z.int32().min(1),
  error: jobShape.error,
  needs: z.array(z.string()).max(1000),
  /** An earlier job whose outputs these are: it need not be in the bundle. */
  reused_from: jobShape.reused_from,
  done: z.number().nullable(),
  total: z.number().nullable(),
  outputs: z.array(z.object({ name: z.string().min(1).max(200), file: path })).max(1000),
  created_at: time,
  started_at: time.nullable(),
  finished_at: time.nullable(),
}

const bundledJob = z.discriminatedUnion('kind', [
  z.object({ ...shared, kind: z.literal('inference'), spec: inferenceSpec, result: inferenceResult.nullable() }),
  z.object({ ...shared, kind: z.literal('judgement'), spec: judgementSpec, result: judgementResult.nullable() }),
  z.object({ ...shared, kind: z.literal('evaluation'), spec: evaluationSpec, result: evaluationResult.nullable() }),
])

export type BundledJob = z.infer<typeof bundledJob>

const bundledRun = run.pick({ name: true, metadata: true, metrics: true, created_at: true, started_at: true }).extend({
  id: run.shape.id,
  state: ended.exclude(['skipped']),
  finished_at: time,
  retry_of: run.shape.retry_of,
  model: evaluatedModel.nullable(),
  scores: z.array(scoreDeclaration).nullable(),
  jobs: z.array(bundledJob).min(1).max(1000),
})

export type BundledRun = z.infer<typeof bundledRun>

const bundledSample = labelSample
  .pick({ judge: true, criteria: true, pairs: true, run_ids: true, population: true, seed: true, created_at: true })
  .extend({
    examples: z.array(z.int32().min(0)).max(2000),
    labels: z
      .array(label.pick({ run_id: true, example: true, criterion: true, score: true, comment: true, created_at: true }))
      .max(1_000_000),
  })

export type BundledSample = z.infer<typeof bundledSample>

const bundledJudge = judge.omit({ id: true, scores: true, created_at: true, model: true, version: true }).extend({
  model: judgementSpec.shape.judge.shape.model,
})

export type BundledJudge = z.infer<typeof bundledJudge>

const bundledDataset = dataset
  .pick({ name: true, version: true, filename: true, format: true, size_bytes: true, source: true, annotation: true })
  .extend({
    filename: dataset.shape.filename.unwrap(),
    format: dataset.shape.format.unwrap(),
    columns: dataset.shape.columns.unwrap(),
    examples: z.int().min(0),
    reading: dataset.shape.reading,
    /** What was asked for when it was uploaded. */
    asked_reading: datasetCreateInput.pick({ delimiter: true, encoding: true, quote: true, decimal: true }),
    original: path,
    table: path,
  })

/** What the bundle of an experiment says of itself: all of it but the bytes of its files. */
export const manifest = z.object({
  format: z.literal('assay-experiment'),
  format_version: z.literal(1),
  assay_version: z.string().max(100),
  experiment: experiment
    .pick({ id: true, name: true, description: true, task: true, primary_metric: true, metadata: true })
    .extend({ columns: columnRoles, created_at: time }),
  dataset: bundledDataset,
  runs: z.array(bundledRun).max(10_000),
  judges: z.array(bundledJudge).max(1000),
  samples: z.array(bundledSample).max(1000),
  files: z
    .array(z.object({ path, size_bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .max(20_000),
})

export type Manifest = z.infer<typeof manifest>

/** What is looked at first: bundles of later versions have more than this one can read. */
export const versionOfManifest = z.object({ format: z.literal('assay-experiment'), format_version: z.int().min(1) })
