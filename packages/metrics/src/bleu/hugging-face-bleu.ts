import { MetricError } from '../metric-error.ts'
import { BleuCounter, shortestLength, sumStatistics } from './bleu-counter.ts'
import type { BleuStatistics } from './bleu-score.ts'

/** Parameters of Hugging Face's `evaluate.load("bleu").compute`. */
export interface HuggingFaceBleuOptions {
  /** Longest n-gram. Default: 4. */
  readonly max_order?: number
  /** Adds 1 to matches and totals of every order. Default: `false`. */
  readonly smooth?: boolean
}

/** What Hugging Face's `evaluate` answers. */
export interface HuggingFaceBleu {
  /** 0 to 1. */
  readonly bleu: number
  /** Fractions, by order. */
  readonly precisions: readonly number[]
  readonly brevity_penalty: number
  /** `translation_length` / `reference_length`. */
  readonly length_ratio: number
  readonly translation_length: number
  readonly reference_length: number
}

/**
 * The BLEU of Hugging Face's `evaluate` (that of tensorflow-nmt over mteval v13a tokens): the shortest reference
 * counts, the scale is 0 to 1, one order without a match makes it 0.
 *
 * @throws MetricError `REFERENCE_MISSING`; `LENGTHS_DIFFER`; `EMPTY` where it would divide by zero, because the
 * predictions or the references have no token.
 */
export function huggingFaceBleu(
  predictions: readonly string[],
  references: readonly (readonly string[])[],
  options: HuggingFaceBleuOptions = {},
): HuggingFaceBleu {
  const { count, score, orders } = createHuggingFaceBleu(options)
  if (predictions.length !== references.length) {
    throw new MetricError('LENGTHS_DIFFER', 'Give one list of references for each prediction.', {
      data: { predictions: predictions.length, references: references.length },
    })
  }
  const result = score(
    sumStatistics(
      predictions.map((text, index) => count(text, references[index] ?? [])),
      orders,
    ),
  )
  if (result === null) throw new MetricError('EMPTY', 'BLEU is not defined: one side has no token.')
  return result
}

/** The same in steps; `score` is `null` where the value is not defined. */
export function createHuggingFaceBleu({ max_order = 4, smooth = false }: HuggingFaceBleuOptions) {
  const reading = { tokenize: '13a', lowercase: false, stripEnd: false } as const
  const counter = new BleuCounter(reading, max_order, shortestLength)
  return {
    orders: max_order,
    count: (prediction: string, references: readonly string[]): BleuStatistics => {
      if (references.length === 0) throw new MetricError('REFERENCE_MISSING', 'Each prediction needs a reference.')
      return counter.count(prediction, references)
    },
    score: (statistics: BleuStatistics) => huggingFaceScore(statistics, smooth),
  }
}

function huggingFaceScore(statistics: BleuStatistics, smooth: boolean): HuggingFaceBleu | null {
  const { hypothesis_length: translation_length, reference_length, counts, totals } = statistics
  if (translation_length === 0 || reference_length === 0) return null
  const precisions = counts.map((count, n) => {
    const total = totals[n] ?? 0
    if (smooth) return (count + 1) / (total + 1)
    return total > 0 ? count / total : 0
  })
  const logs = precisions.reduce((sum, precision) => sum + Math.log(precision) / precisions.length, 0)
  const length_ratio = translation_length / reference_length
  const brevity_penalty = length_ratio > 1 ? 1 : Math.exp(1 - 1 / length_ratio)
  const bleu = Math.exp(logs) * brevity_penalty
  return { bleu, precisions, brevity_penalty, length_ratio, translation_length, reference_length }
}
