const halfLogTwoPi = 0.9189385332046727
const seriesFrom = 12

/**
 * Natural logarithm of the gamma function for x > 0, by Stirling's series after shifting x to 12 or more; absolute
 * error about 1e-15 up to x = 100, relative beyond. `Infinity` at 0 and at infinity, NaN below 0 and for NaN.
 */
export function logGamma(x: number): number {
  if (!(x >= 0)) return Number.NaN
  if (x === 0 || x === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY
  let shifted = x
  let product = 1
  for (; shifted < seriesFrom; shifted++) product *= shifted
  return stirling(shifted) + stirlingSeries(shifted) - Math.log(product)
}

/** By how much ln Γ(x) exceeds Stirling's formula (x − ½) ln x − x + ½ ln 2π. */
export function stirlingError(x: number): number {
  return x >= seriesFrom ? stirlingSeries(x) : logGamma(x) - stirling(x)
}

/** x ln(x/m) + m − x without cancellation where x is near m (Loader 2000); the deviance of a Poisson count. */
export function deviance(x: number, m: number): number {
  if (m === 0) return x === 0 ? 0 : Number.POSITIVE_INFINITY
  if (Math.abs(x - m) >= 0.1 * (x + m)) return (x === 0 ? 0 : x * Math.log(x / m)) + m - x
  const ratio = (x - m) / (x + m)
  let sum = (x - m) * ratio
  let power = 2 * x * ratio
  for (let odd = 3; ; odd += 2) {
    power *= ratio * ratio
    const next = sum + power / odd
    if (next === sum) return sum
    sum = next
  }
}

/**
 * Regularised incomplete gamma functions: `lower` = P(a, x), `upper` = Q(a, x) = 1 − P(a, x), each to its own relative
 * precision. Series below a + 1, continued fraction above (Abramowitz and Stegun 6.5.29, 6.5.31). For a > 0, x ≥ 0;
 * else NaN.
 */
export function incompleteGamma(a: number, x: number): { lower: number; upper: number } {
  if (!(a > 0 && x >= 0)) return { lower: Number.NaN, upper: Number.NaN }
  if (x === 0) return { lower: 0, upper: 1 }
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 }
  const factor = Math.sqrt(a / (2 * Math.PI)) * Math.exp(-deviance(a, x) - stirlingError(a))
  if (x < a + 1) {
    const lower = factor * gammaSeries(a, x)
    return { lower, upper: 1 - lower }
  }
  const upper = factor * gammaFraction(a, x)
  return { lower: 1 - upper, upper }
}

function stirling(x: number): number {
  return (x - 0.5) * Math.log(x) - x + halfLogTwoPi
}

function stirlingSeries(x: number): number {
  const s = 1 / (x * x)
  const tail = 1 / 1188 - s * (691 / 360360 - s * (1 / 156 - (s * 3617) / 122400))
  return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * tail)))) / x
}

function gammaSeries(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= x / (a + k)
    sum += term
  }
  return sum
}

function gammaFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1e300
  let d = 1 / b
  let fraction = d
  for (let k = 1; k < 100_000; k++) {
    const term = -k * (k - a)
    b += 2
    d = 1 / (b + term * d)
    c = b + term / c
    const change = c * d
    fraction *= change
    if (Math.abs(change - 1) < 1e-16) break
  }
  return fraction
}
