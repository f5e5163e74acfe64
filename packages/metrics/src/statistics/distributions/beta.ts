import { deviance, stirlingError } from './gamma.ts'

const tiny = 1e-300

/**
 * Regularised incomplete beta function Iₓ(a, b) for a, b > 0 and x in 0…1 (else NaN), by its continued fraction
 * (DLMF 8.17.22) with a front factor free of cancellation.
 *
 * @param y 1 − x, where the caller knows it more exactly
 */
export function incompleteBeta(a: number, b: number, x: number, y: number = 1 - x): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) return Number.NaN
  if (x === 0 || y === 0) return x === 0 ? 0 : 1
  const factor = front(a, b, x, y)
  if (x <= (a + 1) / (a + b + 2)) return (factor * fraction(a, b, x)) / a
  return 1 - (factor * fraction(b, a, y)) / b
}

/**
 * The x at which Iₓ(a, b) = p, by Newton steps kept inside a shrinking bracket. It ends once steps are so small that
 * only rounding makes them, and no longer shrink. 0 for p ≤ 0, 1 for p ≥ 1, NaN for NaN.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p > 0)) return p <= 0 ? 0 : Number.NaN
  if (p >= 1) return 1
  let [low, high] = [0, 1]
  let x = a / (a + b)
  let previous = Number.POSITIVE_INFINITY
  for (let step = 0; step < 200; step++) {
    const excess = incompleteBeta(a, b, x) - p
    if (excess > 0) high = x
    else low = x
    const density = front(a, b, x, 1 - x) / (x * (1 - x))
    const newton = x - excess / density
    const next = newton > low && newton < high ? newton : (low + high) / 2
    const length = Math.abs(next - x) / x
    if (length < 1e-15 || (length < 1e-9 && length >= previous)) return next
    x = next
    previous = length
  }
  return x
}

/** xᵃ yᵇ / B(a, b). */
function front(a: number, b: number, x: number, y: number): number {
  const n = a + b
  const exponent = stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x) - deviance(b, n * y)
  return Math.sqrt((a / n) * (b / (2 * Math.PI))) * Math.exp(exponent)
}

function fraction(a: number, b: number, x: number): number {
  let c = 1
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonZero(1 + even * d)
    c = nonZero(1 + even / c)
    value *= c * d
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonZero(1 + odd * d)
    c = nonZero(1 + odd / c)
    const change = c * d
    value *= change
    if (Math.abs(change - 1) < 1e-16) break
  }
  return value
}

function nonZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value
}
