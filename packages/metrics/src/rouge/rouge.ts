import { MetricError } from '../metric-error.ts'
import { RougePair, type RougeReading, type RougeScore, type RougeType, rougeOrder } from './rouge-pair.ts'

type DefaultType = 'rouge1' | 'rouge2' | 'rougeL' | 'rougeLsum'

/** How texts are read and what is computed. */
export interface RougeOptions<Type extends RougeType = RougeType> extends RougeReading {
  /** Default: `rouge1`, `rouge2`, `rougeL`, `rougeLsum`. */
  readonly types?: readonly Type[]
}

/** Scores a prediction against one or several references. */
export type RougeScorer<Type extends RougeType> = (
  prediction: string,
  references: string | readonly string[],
) => Readonly<Record<Type, RougeScore>>

/**
 * ROUGE of one prediction, equal to rouge-score 0.1.2. For many predictions make a scorer once with `createRouge`.
 *
 * C.-Y. Lin, ROUGE: A Package for Automatic Evaluation of Summaries (2004). ROUGE-N counts shared n-grams, ROUGE-L is
 * the longest common subsequence of the whole texts, ROUGE-Lsum unites those of their lines (split at `\n`).
 * Of several references, each type takes the first with the greatest F. Texts without tokens score 0.
 *
 * @throws MetricError `REFERENCE_MISSING` without a reference, `OPTION_INVALID` for an unknown type,
 * `TOO_LARGE` where ROUGE-L or ROUGE-Lsum would take more cells than `rougeLimits` says.
 *
 * @example
 * rouge('the cat sat', 'the cat sat down').rougeL.fmeasure // 0.857…
 */
export function rouge<Type extends RougeType = DefaultType>(
  prediction: string,
  references: string | readonly string[],
  options?: RougeOptions<Type>,
): Readonly<Record<Type, RougeScore>> {
  return createRouge(options)(prediction, references)
}

/** A ROUGE scorer that keeps its vocabulary and stems between calls; see `rouge`. */
export function createRouge<Type extends RougeType = DefaultType>(options: RougeOptions<Type> = {}): RougeScorer<Type> {
  const score = createRougeTypes(options.types ?? ['rouge1', 'rouge2', 'rougeL', 'rougeLsum'], options)
  return (prediction, references) => {
    const texts = typeof references === 'string' ? [references] : references
    if (texts.length === 0)
      throw new MetricError('REFERENCE_MISSING', 'ROUGE compares with a reference: give at least one.')
    const scores: Partial<Record<RougeType, RougeScore>> = {}
    for (const [type, best] of score(prediction, texts)) {
      if (best === null) throw tooLong(type)
      scores[type] = best
    }
    return scores as Record<Type, RougeScore>
  }
}

/** The same with `null` for what is too long, as the metric has it; the first reference of the greatest F, by type. */
export function createRougeTypes(types: readonly RougeType[], reading: RougeReading) {
  const orders = types.map((type) => {
    const order = rougeOrder(type)
    if (order < 0) throw unknownType(type)
    return order
  })
  const pair = new RougePair(Math.max(0, ...orders), reading)
  return (prediction: string, references: readonly string[]): ReadonlyMap<RougeType, RougeScore | null> => {
    const best = new Map<RougeType, RougeScore | null>()
    pair.readPrediction(prediction)
    for (const reference of references) {
      pair.readReference(reference)
      for (const type of types) best.set(type, better(best.get(type), pair.score(type, references.length)))
    }
    return best
  }
}

function better(held: RougeScore | null | undefined, score: RougeScore | null): RougeScore | null {
  if (held === undefined) return score
  if (held === null || score === null) return null
  return score.fmeasure > held.fmeasure ? score : held
}

function unknownType(type: string): MetricError {
  return new MetricError(
    'OPTION_INVALID',
    `There is no ROUGE type "${type}": use rouge1 … rouge9, rougeL or rougeLsum.`,
  )
}

function tooLong(type: string): MetricError {
  return new MetricError(
    'TOO_LARGE',
    `The texts are too long for ${type}; see rougeLimits. Shorten them or leave it out.`,
    {
      data: { type },
    },
  )
}
