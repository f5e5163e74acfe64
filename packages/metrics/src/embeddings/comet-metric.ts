import { defineMetric } from '../define-metric.ts'
import type { Metric, MetricExample } from '../metric.ts'
import { missingReference } from '../missing-reference.ts'
import { availability, type EmbeddingModel } from './embedding-model.ts'

/** A translation beside what it is rated by. */
export interface Translation {
  /** The text in the language that it was translated from. */
  readonly source: string
  readonly prediction: string
  readonly reference: string
}

/** Gives a translation its score: greater is better; what is good depends on the model. */
export type RateTranslation = (translation: Translation) => Promise<number>

/** COMET over any model, as a metric for `createRegistry`: score `comet`, by the reference that gives the greatest. */
export function cometMetric(rate: RateTranslation, { model, missing }: EmbeddingModel): Metric {
  return {
    ...defineMetric({
      name: 'comet',
      version: `1 ${model}`,
      title: 'COMET',
      description:
        'What people would say of a translation, as a language model learnt it from their ratings; it reads the ' +
        'source, the prediction and the reference. Each model has a scale of its own.',
      scores: [
        { name: 'comet', title: 'COMET', direction: 'higher', range: [null, null], unit: 'rating', margin: 0.005 },
      ],
      columns: ['input', 'prediction', 'reference'],
      cost: 'model',
      citation: {
        text:
          'Ricardo Rei, Craig Stewart, Ana C. Farinha, Alon Lavie. COMET: A ' +
          'Neural Framework for MT Evaluation. EMNLP 2020.',
        url: 'https://aclanthology.org/2020.emnlp-main.213/',
      },
      scorer: {
        score: async (example) => ({ comet: await greatest(rate, example) }),
        reason: (example) => (example.input === undefined ? 'The example has no input.' : missingReference(example)),
      },
    }),
    availability: () => availability(missing),
  }
}

async function greatest(
  rate: RateTranslation,
  { input: source, prediction, references }: MetricExample,
): Promise<number | null> {
  if (source === undefined || references.length === 0) return null
  return Math.max(...(await Promise.all(references.map((reference) => rate({ source, prediction, reference })))))
}
