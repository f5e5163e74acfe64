import { incompleteGamma } from './gamma.ts'

/** P(X > x) of the χ² distribution with `df` > 0 degrees of freedom; 1 for x ≤ 0. */
export function chiSquareSurvival(x: number, df: number): number {
  return x <= 0 ? 1 : incompleteGamma(df / 2, x / 2).upper
}
