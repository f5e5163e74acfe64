import { type Actor, viewerOf } from '@assay/access'
import { getReadableExperiment } from '@assay/db'
import type { Estimate, EstimateRange, estimateInput, ModelEstimate } from '@assay/schemas'
import type { z } from 'zod'
import { getReadyTable } from '../data/dataset.ts'
import { stageTable } from '../data/staged-table.ts'
import type { EvaluationDeps } from './deps.ts'
import { estimateModel, type MeasuredTexts, measureTexts } from './estimate-model.ts'
import { resolveModels } from './model.ts'
import { nameModels } from './run-name.ts'

/** So many examples are measured; the rest is taken to be like them. */
const measured = 1000

/** What an evaluation would take, before anything is asked. Throws what `evaluate` does of models and columns. */
export async function estimateEvaluation(
  deps: EvaluationDeps,
  actor: Actor,
  { experiment_id, models, max_samples, repeats }: z.output<typeof estimateInput>,
): Promise<Estimate> {
  const viewer = viewerOf(actor)
  const experiment = await getReadableExperiment(deps.db, { id: experiment_id, viewer })
  const dataset = await getReadyTable(deps, { dataset_id: experiment.dataset_id, viewer })
  const roles = experiment.columns
  const named = nameModels(await resolveModels(deps, actor, { models, table: dataset, roles }), [])
  await using table = await stageTable(deps, dataset)
  const { items } = await deps.tables.page({ path: table.path, limit: measured })
  const texts: MeasuredTexts = measureTexts(items)
  const examples = Math.min(dataset.examples ?? items.length, max_samples ?? Number.POSITIVE_INFINITY)
  const calls = examples * repeats
  const estimates = named.map((model) => estimateModel(model, { roles, texts, calls }))
  return { examples, models: estimates, ...totalOf(estimates), unpriced: unpricedOf(estimates) }
}

function totalOf(models: readonly ModelEstimate[]) {
  const costs = models.flatMap(({ cost }) => cost ?? [])
  return {
    calls: models.reduce((sum, { calls }) => sum + calls, 0),
    input_tokens: sumOf(models.map(({ input_tokens }) => input_tokens)),
    output_tokens: sumOf(models.map(({ output_tokens }) => output_tokens)),
    cost: costs.length === 0 ? null : sumOf(costs),
  }
}

function sumOf(ranges: readonly EstimateRange[]): EstimateRange {
  return ranges.reduce((sum, { low, high }) => ({ low: sum.low + low, high: sum.high + high }), { low: 0, high: 0 })
}

function unpricedOf(models: readonly ModelEstimate[]): string[] {
  return models.flatMap(({ name, cost, seconds }) => (cost === null && seconds !== null ? [name] : []))
}
