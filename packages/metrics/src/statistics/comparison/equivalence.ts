import { incompleteBeta } from '../distributions/beta.ts'
import { studentTSurvival } from '../distributions/student-t.ts'
import { checkMargin } from '../sample/check.ts'
import type { FewDiffer } from './few-differ.ts'

/** An estimated difference and how it is distributed about the true one. */
export interface EstimatedDifference {
  readonly estimate: number
  readonly standard_error: number
  /** Degrees of freedom of Student's t; null: normal. */
  readonly df: number | null
  /** Where nearly all differences are the same, so that their spread says too little; else null. */
  readonly few?: FewDiffer | null
}

/**
 * Two one-sided tests (TOST): the probability of so central a difference if the true one were as large as the margin,
 * p = max(P(T ≥ (d + margin)/SE), P(T ≤ (d − margin)/SE)); p ≤ α shows equivalence within ± margin.
 *
 * Where nearly all differences are the same m, those that are not seen yet may be as large as scores can be (r). Then p
 * is no less than P(X ≤ k), X ~ B(n, (margin − |m|)/(r − |m|)) and k the number of other differences: so few of n if
 * others were frequent enough to take the mean to the margin. With k = m = 0 and α = 5 %, that takes about 3 r/margin
 * examples (rule of three). Scores without bounds: 1.
 *
 * Source: D. J. Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987). Units: those of the difference.
 * Without any spread (SE = 0) and any `few`: 1. NaN where the error is NaN.
 *
 * @throws MetricError `MARGIN_INVALID`
 */
export function equivalenceTest(difference: EstimatedDifference, margin: number): number {
  checkMargin(margin)
  const { estimate, standard_error, df, few = null } = difference
  const room = margin - Math.abs(estimate)
  if (standard_error === 0) return room > 0 && few !== null ? fewP(few, margin) : 1
  const p = studentTSurvival(room / standard_error, df ?? Number.POSITIVE_INFINITY)
  return few === null ? p : Math.max(p, fewP(few, margin))
}

function fewP({ usual, others, n, reach }: FewDiffer, margin: number): number {
  const room = margin - Math.abs(usual)
  if (reach === null || !(room > 0)) return 1
  const share = room / (reach - Math.abs(usual))
  return share < 1 ? 1 - incompleteBeta(others + 1, n - others, share) : 0
}
