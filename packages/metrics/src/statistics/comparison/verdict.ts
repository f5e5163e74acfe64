import type { Direction } from '../../direction.ts'
import { equivalenceTest } from './equivalence.ts'
import type { PairedComparison } from './paired-comparison.ts'

/** How b stands to a; `differs` where neither of two values is better. */
export type Outcome = 'better' | 'worse' | 'differs' | 'equivalent' | 'undecided'

/** What the question is. */
export interface VerdictOptions {
  /** Which scores are better. */
  readonly direction: Direction
  /**
   * A difference within ± margin is not worth having, in the unit of the scores; default: the margin of the comparison.
   */
  readonly margin?: number
  /** Level of the tests; default 0.05. */
  readonly alpha?: number
}

/**
 * The verdict for b against a:
 * 1. *better* or *worse*, by the sign of the difference and the direction, if p ≤ alpha and the interval neither holds
 *    0 nor lies within ± margin as a whole; *differs* where the direction is `neutral`;
 * 2. else *equivalent*, if the two one-sided tests against the margin give p ≤ alpha and the interval lies
 *    within ± margin as a whole (without a margin or an interval this cannot be);
 * 3. else *undecided*; `neededExamples` says how many more would probably settle it.
 *
 * After a correction over several comparisons, put the corrected p-value in the place of the comparison's own. A
 * p-value of null (too few examples) decides nothing, nor does one without an interval.
 *
 * @throws MetricError `MARGIN_INVALID`
 * @example
 * verdict({ ...comparison, p_value: corrected }, { direction: 'higher', margin: 0.01, alpha: 0.05 })
 */
export function verdict(comparison: PairedComparison, options: VerdictOptions): Outcome {
  const { direction, alpha = 0.05, margin = comparison.equivalence.margin } = options
  const { difference, p_value } = comparison
  const differs = difference !== null && p_value !== null && p_value <= alpha && isApartFromZero(comparison)
  if (differs && !isWithin(comparison, margin)) return outcomeOf(difference, direction)
  return isWithin(comparison, margin) && isEquivalent(comparison, margin, alpha) ? 'equivalent' : 'undecided'
}

function outcomeOf(difference: number, direction: Direction): Outcome {
  if (direction === 'neutral') return 'differs'
  return difference > 0 === (direction === 'higher') ? 'better' : 'worse'
}

function isApartFromZero({ low, high }: PairedComparison): boolean {
  return low !== null && high !== null && (low > 0 || high < 0)
}

function isWithin({ low, high }: PairedComparison, margin: number): boolean {
  return low !== null && high !== null && -margin < low && high < margin
}

function isEquivalent({ equivalence }: PairedComparison, margin: number, alpha: number): boolean {
  const { estimate, standard_error, df, few } = equivalence
  return (
    estimate !== null &&
    standard_error !== null &&
    equivalenceTest({ estimate, standard_error, df, few }, margin) <= alpha
  )
}
