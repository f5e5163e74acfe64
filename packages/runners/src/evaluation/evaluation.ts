import { join } from 'node:path'
import { scoreFileColumns, scoreOutput } from '@assay/compute'
import type { Runner } from '@assay/dispatch'
import type { Metric } from '@assay/metrics'
import { DomainError, evaluationSpec } from '@assay/schemas'
import { openCheckpoint } from './checkpoint.ts'
import type { EvaluationDeps } from './evaluation-deps.ts'
import { EvaluationTotals } from './evaluation-totals.ts'
import { stageJudges, withJudgements } from './judged-scores.ts'
import { readPredicted } from './predicted.ts'
import { batchSize, scoreBatches } from './score-batches.ts'
import { scoreNames, scoreRows } from './score-rows.ts'
import { scratchDirectory } from './scratch.ts'
import { stagePredictions } from './staged-predictions.ts'

export function createEvaluationRunner(deps: EvaluationDeps): Runner {
  return async (job, { signal, progress }) => {
    const spec = evaluationSpec.parse(job.spec)
    const computed = spec.metrics.map((name) => getMetric(deps, name))
    await using stack = new AsyncDisposableStack()
    const dataset = stack.use(await deps.store.dataset(job, spec))
    const scratch = stack.use(await scratchDirectory(deps))
    const predictions = await stagePredictions(deps, { job, spec, stack })
    const judges = await stageJudges(deps, { job, spec, stack })
    const metrics = [...computed, ...judges.map(({ metric }) => metric)]
    const repeats = Math.max(1, predictions.length)
    const parts = isWorthKeeping(computed) ? deps.store.checkpoint(job) : undefined
    const checkpoint =
      parts && stack.use(await openCheckpoint(parts, { job_id: job.id, metrics: computed, repeats, log: deps.log }))
    const summands = await deps.scoring.summandNames(spec.metrics, signal)
    const totals = new EvaluationTotals({
      metrics,
      judges,
      summands,
      repeats,
      seed: spec.seed,
      directory: scratch.path,
    })
    const batch_size = batchSize(computed, repeats)
    const source = { dataset, predictions, judges, roles: spec.columns, metrics, batch_size }
    const batches = readPredicted(deps.tables, source)
    const scored = withJudgements(
      scoreBatches(deps.scoring, { batches, metrics: computed, checkpoint, signal }),
      judges,
    )
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
