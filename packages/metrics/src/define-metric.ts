import type { Metric, Scorer } from './metric.ts'

/** A metric as its author writes it: what is left out gets the usual value. */
export interface MetricDefinition
  extends Omit<Metric, 'version' | 'columns' | 'cost' | 'availability' | 'scorer'>,
    Partial<Pick<Metric, 'version' | 'columns' | 'cost' | 'availability'>> {
  /** The scorer itself, or what makes it when it has something to load or to keep. */
  readonly scorer: Scorer | (() => Scorer | Promise<Scorer>)
}

/**
 * Declares a metric. Left out, `version` is `1`, `columns` are prediction and reference, `cost` is `light`,
 * and the metric is available everywhere.
 *
 * @example
 * const shout = defineMetric({
 *   name: 'shout',
 *   title: 'Shouting',
 *   description: 'Share of capital letters among the letters of the prediction.',
 *   scores: [{ name: 'shout', title: 'Shouting', direction: 'lower', range: [0, 1], unit: 'fraction', margin: 0.01 }],
 *   columns: ['prediction'],
 *   citation: { text: 'Defined here.', url: 'https://example.org/shout' },
 *   scorer: { score: ({ prediction }) => ({ shout: capitals(prediction) }) },
 * })
 */
export function defineMetric(definition: MetricDefinition): Metric {
  const { scorer } = definition
  return {
    version: '1',
    columns: ['prediction', 'reference'],
    cost: 'light',
    availability: async () => ({ available: true }),
    ...definition,
    scorer: async () => (typeof scorer === 'function' ? scorer() : scorer),
  }
}
