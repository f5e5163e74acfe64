/** A symmetric distribution about 0. */
export interface Symmetric {
  readonly density: (x: number) => number
  /** P(X > x). */
  readonly survival: (x: number) => number
}

/**
 * The value that a symmetric distribution exceeds with probability p.
 *
 * Newton's method on ln P(X > x) against ln x, in which the curve is concave: from the first step on it comes from the
 * right and cannot overshoot, for the lightest and the heaviest tails alike. It ends once steps are so small that only
 * rounding makes them, and no longer shrink.
 */
export function upperQuantile(p: number, distribution: Symmetric): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN
  if (p > 0.5) return -upperQuantile(1 - p, distribution)
  if (p === 0.5) return 0
  if (p === 0) return Number.POSITIVE_INFINITY
  let x = 1
  let inside = 1e-300
  let previous = Number.POSITIVE_INFINITY
  for (let count = 0; count < 500; count++) {
    const tail = distribution.survival(x)
    if (tail === 0) {
      x = Math.sqrt(x * inside)
      continue
    }
    if (tail >= p) inside = x
    const step = (Math.log(tail / p) * tail) / (x * distribution.density(x))
    x *= Math.exp(Math.min(step, 2))
    const length = Math.abs(step)
    if (length < 1e-15 || (length < 1e-9 && length >= previous)) break
    previous = length
  }
  return x
}
