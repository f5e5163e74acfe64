/** Arithmetic mean to the last bit: of k ones in n it is k/n, of equal values theirs; NaN of none. */
export function mean(values: Float64Array): number {
  const { total, lost } = exactSum(values)
  const n = values.length
  const first = total / n
  const high = upperHalf(first)
  return first + (total - high * n - (first - high) * n + lost) / n
}

/** The upper bits of a number: with so few, a product with a count is exact (Veltkamp's split). */
function upperHalf(value: number): number {
  const moved = 134_217_729 * value
  return moved - (moved - value)
}

/** Sample variance (divisor n − 1); NaN below two values. */
export function variance(values: Float64Array): number {
  return values.length < 2 ? Number.NaN : squaresAround(values, mean(values)) / (values.length - 1)
}

/** Σ (value − centre)². */
export function squaresAround(values: Float64Array, centre: number): number {
  let squares = 0
  let rest = 0
  for (let i = 0; i < values.length; i++) {
    const distance = (values[i] ?? 0) - centre
    squares += distance * distance
    rest += distance
  }
  return squares - (rest * rest) / values.length
}

export function sum(values: Float64Array): number {
  const { total, lost } = exactSum(values)
  return total + lost
}

/** The sum, and what rounding took from its additions (Neumaier 1974, by Knuth's two-sum). */
function exactSum(values: Float64Array): { total: number; lost: number } {
  let [total, lost] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0
    const next = total + value
    const added = next - total
    lost += total - (next - added) + (value - added)
    total = next
  }
  return { total, lost }
}

/** b − a, entry by entry. */
export function differences(a: Float64Array, b: Float64Array): Float64Array {
  const d = new Float64Array(b.length)
  for (let i = 0; i < d.length; i++) d[i] = (b[i] ?? Number.NaN) - (a[i] ?? Number.NaN)
  return d
}

/** Whether all values are the same. */
export function isConstant(values: Float64Array): boolean {
  const [first] = values
  return values.every((value) => value === first)
}

/**
 * The value below which the share p of sorted values lies, interpolated linearly (Hyndman and Fan 7, numpy's default).
 */
export function sortedQuantile(sorted: Float64Array, p: number): number {
  const position = p * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[below + 1] ?? low
  return low + (high - low) * (position - below)
}
