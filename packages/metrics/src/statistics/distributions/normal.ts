import { incompleteGamma } from './gamma.ts'
import { type Symmetric, upperQuantile } from './upper-quantile.ts'

const standardNormal: Symmetric = {
  density: (x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI),
  survival: normalSurvival,
}

/** P(Z > z) of the standard normal distribution, exact in relative terms down to 1e-300. */
export function normalSurvival(z: number): number {
  const { lower, upper } = incompleteGamma(0.5, (z * z) / 2)
  return z >= 0 ? upper / 2 : 0.5 + lower / 2
}

/** P(Z ≤ z) of the standard normal distribution. */
export function normalCdf(z: number): number {
  return normalSurvival(-z)
}

/** The z with P(Z ≤ z) = p; ∓∞ at 0 and 1, NaN outside. */
export function normalQuantile(p: number): number {
  return p <= 0.5 ? -upperQuantile(p, standardNormal) : upperQuantile(1 - p, standardNormal)
}
