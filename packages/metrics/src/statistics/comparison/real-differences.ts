const rounding = 4 * Number.EPSILON

/**
 * b − a, entry by entry, where differences that rounding alone can make are 0, and such among the differences are
 * levelled.
 */
export function realDifferences(a: Float64Array, b: Float64Array): Float64Array {
  const d = new Float64Array(b.length)
  let [scale, least, greatest] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < d.length; i++) {
    const before = a[i] ?? 0
    const after = b[i] ?? 0
    const one = Math.abs(before)
    const other = Math.abs(after)
    const difference = after - before
    // nearly all are larger than even the sum allows, and the larger of two numbers is slow to tell
    const isReal =
      Math.abs(difference) > rounding * (one + other) || Math.abs(difference) > rounding * Math.max(one, other)
    const real = isReal ? difference : 0
    d[i] = real
    if (one > scale) scale = one
    if (other > scale) scale = other
    if (real < least) least = real
    if (real > greatest) greatest = real
  }
  return greatest - least <= rounding * scale ? d.fill(least) : d
}
