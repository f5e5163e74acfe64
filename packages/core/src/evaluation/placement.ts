import { isBaseline } from '@assay/compute'
import type { JobSubmission } from '@assay/engine'
import { createRegistry } from '@assay/metrics'
import type { EvaluationSpec, InferenceSpec } from '@assay/schemas'

type Placed = Required<Pick<JobSubmission, 'placement' | 'requires'>>

const builtin = createRegistry([])

/**
 * Baselines compute the same everywhere. Any other model has an address, which is the server's to call, unless labels
 * say which workers are to call it.
 */
export function placeInference({ model }: Pick<InferenceSpec, 'model'>, labels: readonly string[]): Placed {
  const isOurs = model.provider !== 'dataset' && isBaseline(model)
  return isOurs || labels.length > 0 ? anywhere(labels) : atHome
}

/**
 * What judges said stays at the server, where the operator has put modules of metrics and language models, too.
 */
export function placeEvaluation(
  { metrics, judges = [] }: Pick<EvaluationSpec, 'metrics' | 'judges'>,
  labels: readonly string[],
): Placed {
  return judges.length === 0 && metrics.every((metric) => builtin.find(metric) !== undefined)
    ? anywhere(labels)
    : atHome
}

const atHome: Placed = { placement: 'platform', requires: null }

function anywhere(labels: readonly string[]): Placed {
  const requires = labels.length === 0 ? null : { cpu: 0, memory_bytes: 0, gpu: 0, labels: [...labels] }
  return { placement: 'any', requires }
}
