import { join } from 'node:path'
import { predictionOutput, scoreFileColumns, scoreOutput } from '@assay/compute'
import type { Runner } from '@assay/dispatch'
import type { Metric } from '@assay/metrics'
import { type ClaimedJob, DomainError, type EvaluationSpec, evaluationSpec } from '@assay/schemas'
import { openCheckpoint } from './checkpoint.ts'
import type { EvaluationDeps } from './evaluation-deps.ts'
import { EvaluationTotals } from './evaluation-totals.ts'
import { readPredicted } from './predicted.ts'
import { batchSize, scoreBatches } from './score-batches.ts'
import { scoreNames, scoreRows } from './score-rows.ts'
import { scratchDirectory } from './scratch.ts'

export function createEvaluationRunner(deps: EvaluationDeps): Runner {
  return async (job, { signal, progress }) => {
    const spec = evaluationSpec.parse(job.spec)
    const metrics = spec.metrics.map((name) => getMetric(deps, name))
    await using stack = new AsyncDisposableStack()
    const dataset = stack.use(await deps.store.dataset(job, spec))
    const scratch = stack.use(await scratchDirectory(deps))
    const predictions = await stagePredictions(deps, { job, spec, stack })
    const repeats = Math.max(1, predictions.length)
    const parts = isWorthKeeping(metrics) ? deps.store.checkpoint(job) : undefined
    const checkpoint =
      parts && stack.use(await openCheckpoint(parts, { job_id: job.id, metrics, repeats, log: deps.log }))
    const summands = await deps.scoring.summandNames(spec.metrics, signal)
    const totals = new EvaluationTotals({ metrics, summands, repeats, seed: spec.seed, directory: scratch.path })
    const batch_size = batchSize(metrics, repeats)
    const scored = scoreBatches(deps.scoring, {
      batches: readPredicted(deps.tables, { dataset, predictions, roles: spec.columns, metrics, batch_size }),
      metrics,
      checkpoint,
      signal,
    })
    const path = join(scratch.path, 'scores.parquet')
    progress(0, dataset.examples)
    await deps.tables.write({
      output_path: path,
      columns: scoreFileColumns({ scores: scoreNames(metrics), summands, repeats: predictions.length }),
      rows: scoreRows(scored, { metrics, summands, totals, onExamples: (done) => progress(done, dataset.examples) }),
      signal,
    })
    const result = await totals.result(deps.scoring, signal)
    const output = await deps.store.keep(job, { name: scoreOutput, path, signal })
    await checkpoint?.remove()
    return { result, outputs: [output] }
  }
}

/** Light metrics take seconds: storing their scores would not be worth it. */
function isWorthKeeping(metrics: readonly Metric[]): boolean {
  return metrics.some(({ cost }) => cost !== 'light')
}

function getMetric({ metrics }: EvaluationDeps, name: string): Metric {
  const metric = metrics.find(name)
  if (!metric) throw new DomainError('METRIC_UNKNOWN', { metric: name, nearest: [] })
  return metric
}

interface Staging {
  readonly job: ClaimedJob
  readonly spec: EvaluationSpec
  readonly stack: AsyncDisposableStack
}

/** One prediction file for each inference job that this one needs; none when a column holds the predictions. */
async function stagePredictions(deps: EvaluationDeps, { job, spec, stack }: Staging): Promise<string[]> {
  if (spec.predictions === 'column') return []
  const files = await deps.store.predictions(job)
  for (const file of files) stack.use(file)
  if (files.length === 0) throw new DomainError('OUTPUT_NOT_FOUND', { job_id: job.id, name: predictionOutput })
  return files.map(({ path }) => path)
}
