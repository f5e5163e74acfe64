import type { ScoreRange } from '../sample/kind.ts'
import { usualValue } from '../sample/usual-value.ts'

/** Differences that are nearly all the same one. */
export interface FewDiffer {
  /** The difference that most examples have. */
  readonly usual: number
  /** How many have another. */
  readonly others: number
  /** Number of examples. */
  readonly n: number
  /** The largest difference that scores can have; null: none is known. */
  readonly reach: number | null
}

/** From how many other differences on their spread is taken for known. */
const enoughOthers = 10

/**
 * How few differences are not the usual one; null where they are enough (10, or four in ten) to show how far
 * differences spread.
 */
export function fewDiffer(
  differences: Float64Array,
  { range = [null, null], clustered }: { readonly range?: ScoreRange | undefined; readonly clustered: boolean },
): FewDiffer | null {
  const n = differences.length
  const most = Math.min(enoughOthers, 0.4 * n)
  const { value: usual, others } = usualValue(differences, most)
  if (others >= most) return null
  const [least, greatest] = range
  const reach = clustered || least === null || greatest === null ? null : greatest - least
  return { usual, others, n, reach }
}
