import { join } from 'node:path'
import { scoreFileColumns, scoreOutput } from '@assay/compute'
import { predictionOutput, scratchDirectory, stageObject } from '@assay/core'
import { findNeededOutputs } from '@assay/db'
import type { Runner } from '@assay/dispatch'
import type { Metric } from '@assay/metrics'
import { DomainError, type EvaluationSpec, evaluationSpec } from '@assay/schemas'
import { evaluateApplication } from './application-scores/evaluate-application.ts'
import { openCheckpoint } from './checkpoint.ts'
import { stageDataset } from './dataset-table.ts'
import { EvaluationTotals } from './evaluation-totals.ts'
import type { JobDeps } from './job-deps.ts'
import { keepOutput } from './output.ts'
import { readPredicted } from './predicted.ts'
import { batchSize, scoreBatches } from './score-batches.ts'
import { scoreNames, scoreRows } from './score-rows.ts'

export function createEvaluationRunner(deps: JobDeps): Runner {
  return async (job, context) => {
    const { signal, progress } = context
    const spec = evaluationSpec.parse(job.spec)
    const { application } = spec
    if (application) return evaluateApplication(deps, { job_id: job.id, spec, application }, context)
    const metrics = spec.metrics.map((name) => getMetric(deps, name))
    await using stack = new AsyncDisposableStack()
    const dataset = stack.use(await stageDataset(deps, spec))
    const scratch = stack.use(await scratchDirectory(deps))
    const predictions = await stagePredictions(deps, { job_id: job.id, spec, stack })
    const repeats = Math.max(1, predictions.length)
    const checkpoint = isWorthKeeping(metrics)
      ? stack.use(await openCheckpoint(deps, { job_id: job.id, metrics, repeats }))
      : undefined
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
    const output = await keepOutput(deps, { name: scoreOutput, path, signal })
    await checkpoint?.remove()
    return { result, outputs: [output] }
  }
}

/** Light metrics take seconds: storing their scores would not be worth it. */
function isWorthKeeping(metrics: readonly Metric[]): boolean {
  return metrics.some(({ cost }) => cost !== 'light')
}

function getMetric({ metrics }: JobDeps, name: string): Metric {
  const metric = metrics.find(name)
  if (!metric) throw new DomainError('METRIC_UNKNOWN', { metric: name, nearest: [] })
  return metric
}

interface Staging {
  readonly job_id: string
  readonly spec: EvaluationSpec
  readonly stack: AsyncDisposableStack
}

/** One prediction file for each inference job that this one needs; none when a column holds the predictions. */
async function stagePredictions(deps: JobDeps, { job_id, spec, stack }: Staging): Promise<string[]> {
  if (spec.predictions === 'column') return []
  const paths: string[] = []
  for (const blob of await findNeededOutputs(deps.db, { job_id, name: predictionOutput })) {
    paths.push(stack.use(await stageObject(deps, blob.object_key)).path)
  }
  if (paths.length === 0) throw new DomainError('OUTPUT_NOT_FOUND', { job_id, name: predictionOutput })
  return paths
}
