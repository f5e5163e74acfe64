import type { Actor } from '@assay/access'
import { DomainError, type MetricExplanation, type metricExplainInput } from '@assay/schemas'
import type { z } from 'zod'
import type { EvaluationDeps } from './deps.ts'
import { resolveMetrics } from './metric.ts'

const everyColumn = {
  columns: ['input', 'prediction', 'reference'].map((name) => ({ name, type: 'VARCHAR' })),
  examples: 1,
}
const roles = { input: 'input', prediction: 'prediction', reference: 'reference' }

/** Throws METRIC_UNKNOWN, METRIC_UNAVAILABLE. */
export async function explainScore(
  deps: EvaluationDeps,
  _actor: Actor,
  { metric: name, prediction, references, input }: z.output<typeof metricExplainInput>,
): Promise<MetricExplanation> {
  const [metric] = await resolveMetrics(deps.metrics, { names: [name], table: everyColumn, roles })
  if (!metric) throw new DomainError('METRIC_UNKNOWN', { metric: name, nearest: [] })
  if (metric.cost === 'model') {
    const reason = 'it asks a model, which is loaded for whole runs only. Evaluate a run with it.'
    throw new DomainError('METRIC_UNAVAILABLE', { metric: metric.name, reason })
  }
  const example = { prediction, references, ...(input !== undefined && { input }) }
  return { metric: metric.name, ...(await deps.statistics.explain({ metric: metric.name, example })) }
}
