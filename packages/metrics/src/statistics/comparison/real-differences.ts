import { differences } from '../sample/moments.ts'

const rounding = 4 * Number.EPSILON

/** b − a, entry by entry, where differences that rounding alone can make are 0, and such among the differences are levelled. */
export function realDifferences(a: Float64Array, b: Float64Array): Float64Array {
  const d = differences(a, b)
  let [scale, least, greatest] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < d.length; i++) {
    const difference = d[i] ?? 0
    const size = Math.max(Math.abs(a[i] ?? 0), Math.abs(b[i] ?? 0))
    const real = Math.abs(difference) <= rounding * size ? 0 : difference
    d[i] = real
    scale = Math.max(scale, size)
    least = Math.min(least, real)
    greatest = Math.max(greatest, real)
  }
  return greatest - least <= rounding * scale ? d.fill(least) : d
}
