import {
  column,
  columnRoles,
  evaluatedModel,
  evaluationResult,
  givenAnswers,
  inferenceSpec,
  metricComparison,
  readyComparison,
} from '@assay/schemas'
import { z } from 'zod'

export const manifestPath = 'manifest.json'
export const resultPath = 'result.json'

const path = z.string().regex(/^(?:[a-z0-9-]+\/)*[a-z0-9-]+\.[a-z]+$/)
const bound = z.number().nullable()
const { metric: name, title, unit, direction, margin } = metricComparison.shape

const declaredScore = z.object({
  name,
  title,
  unit,
  direction,
  range: z.tuple([bound, bound]).readonly(),
  margin,
  is_detail: z.boolean().exactOptional(),
})

const citedMetric = z.object({
  name: z.string(),
  title: z.string(),
  versions: z.array(z.string()).readonly(),
  equals: z.string().nullable(),
  signature: z.string().nullable(),
  citation: z.object({ text: z.string(), url: z.string() }).readonly(),
})

const bundledRun = z.object({
  run_id: z.uuid(),
  experiment_id: z.uuid(),
  name: z.string(),
  /** Without secrets. */
  model: evaluatedModel.nullable(),
  columns: columnRoles,
  inference: inferenceSpec.pick({ task: true, seed: true, max_samples: true, max_failed_ratio: true }).nullable(),
  repeats: z.number().int().min(1).max(100),
  evaluation: evaluationResult,
  /** Absent in bundles of earlier versions. */
  answers: givenAnswers.exactOptional(),
  scores: path,
  /** One file a repeat; none: a column of the dataset holds them. */
  predictions: z.array(path).max(100),
})

/** What a bundle says of itself: all that its result depends on, except the files of scores. */
export const manifest = z.object({
  format: z.literal('assay-comparison'),
  /** Another one when earlier versions of Assay could not read it. */
  format_version: z.literal(2),
  assay_version: z.string().max(100),
  comparison: readyComparison.pick({
    id: true,
    dataset_id: true,
    experiment_id: true,
    baseline_run_id: true,
    run_ids: true,
    primary_metric: true,
    margins: true,
    level: true,
    seed: true,
    method: true,
    cluster_column: true,
    created_at: true,
  }),
  dataset: z.object({
    name: z.string(),
    version: z.number().int(),
    filename: z.string(),
    examples: z.number().int(),
    columns: z.array(column),
    sha256: z.string().nullable(),
    table: path,
  }),
  scores: z.array(declaredScore).max(10_000),
  metrics: z.array(citedMetric).max(1000).readonly().default([]),
  runs: z.array(bundledRun).min(2).max(100),
  files: z.array(z.object({ path, size_bytes: z.number().int(), sha256: z.string() })).max(20_000),
})

export type Manifest = z.infer<typeof manifest>
