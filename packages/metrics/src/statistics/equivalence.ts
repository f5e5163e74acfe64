import { checkMargin } from './check.ts'
import { studentTSurvival } from './distributions/student-t.ts'

/** An estimated difference and how it is distributed about the true one. */
export interface EstimatedDifference {
  readonly estimate: number
  readonly standard_error: number
  /** Degrees of freedom of Student's t; null: normal. */
  readonly df: number | null
}

/**
 * Two one-sided tests (TOST): the probability of so central a difference if the true one were as large as the margin,
 * p = max(P(T ≥ (d + margin)/SE), P(T ≤ (d − margin)/SE)); p ≤ α shows equivalence within ± margin.
 *
 * Source: D. J. Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987). Units: those of the difference.
 * Without any spread (SE = 0) the sign test stands in, ½ⁿ with n = df + 1 inside the margin and 1 elsewhere; NaN where the
 * error is NaN.
 *
 * @throws MetricError `MARGIN_INVALID`
 */
export function equivalenceTest(difference: EstimatedDifference, margin: number): number {
  checkMargin(margin)
  const df = difference.df ?? Number.POSITIVE_INFINITY
  const room = margin - Math.abs(difference.estimate)
  if (difference.standard_error === 0) return room > 0 ? 0.5 ** (df + 1) : 1
  return studentTSurvival(room / difference.standard_error, df)
}
