import type { MetricAvailability } from '../metric.ts'

/** Names the model behind a metric, because scores of different models cannot be compared. */
export interface EmbeddingModel {
  /** Part of the metric's version. */
  readonly model: string
  /** Why the model cannot be used here; `undefined`, or left out, if it can. */
  readonly missing?: () => Promise<string | undefined>
}

/** Whether a model's metric can be computed here. */
export async function availability(missing: EmbeddingModel['missing']): Promise<MetricAvailability> {
  const reason = await missing?.()
  return reason === undefined ? { available: true } : { available: false, reason }
}
