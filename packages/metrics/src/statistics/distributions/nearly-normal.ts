import { stirlingError } from './gamma.ts'
import { normalSurvival } from './normal.ts'

/** From how many degrees of freedom on the expansion is exact to the last digits. */
export const nearlyNormalFrom = 200

const mostTerms = 30
const shape = 0.5

/**
 * P(T > t) of Student's t for t ≥ 0 and many degrees of freedom: half of the incomplete beta function Iₓ(df/2, ½), by
 * its expansion for one large and one small parameter. Tails keep their relative precision, where the continued
 * fraction would take ever more steps.
 *
 * Source: A. R. DiDonato, A. H. Morris, ACM Transactions on Mathematical Software 18 (1992), section 9.
 */
export function nearlyNormalSurvival(t: number, df: number): number {
  const a = df / 2
  const shifted = a + (shape - 1) / 2
  const logarithm = -Math.log1p((t / df) * t)
  const u = -shifted * logarithm
  const front = Math.sqrt(u / Math.PI) * Math.exp(-u)
  const twice = 4 * shifted * shifted
  const weights = [1]
  let [order, power] = [shape, 1]
  let part = 2 * normalSurvival(Math.sqrt(2 * u))
  let total = part
  for (let n = 1; n < mostTerms; n++) {
    part = (order * (order + 1) * part + (u + order + 1) * power * front) / twice
    weights.push(weightOf(weights))
    const term = (weights[n] ?? 0) * part
    total += term
    if (Math.abs(term) < 1e-17 * total) break
    power *= (logarithm / 2) ** 2
    order += 2
  }
  return (gammaRatio(a) * Math.sqrt(a / shifted) * total) / 2
}

/** The next of the coefficients that the expansion multiplies its parts by. */
function weightOf(weights: readonly number[]): number {
  const n = weights.length
  let [sum, factorial] = [0, 1]
  for (let m = 1; m < n; m++) {
    factorial *= 2 * m * (2 * m + 1)
    sum += ((m * shape - n) * (weights[n - m] ?? 0)) / factorial
  }
  return (shape - 1) / (factorial * 2 * n * (2 * n + 1)) + sum / n
}

/** Γ(a + ½) / (Γ(a) √a). */
export function gammaRatio(a: number): number {
  return Math.exp(a * Math.log1p(0.5 / a) - 0.5 + stirlingError(a + 0.5) - stirlingError(a))
}
