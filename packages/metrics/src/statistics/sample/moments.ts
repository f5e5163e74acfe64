/** Arithmetic mean, with a second pass that takes back the rounding of the first; NaN of nothing. */
export function mean(values: Float64Array): number {
  const first = sum(values) / values.length
  let rest = 0
  for (const value of values) rest += value - first
  return first + rest / values.length
}

/** Sample variance (divisor n − 1); NaN below two values. */
export function variance(values: Float64Array): number {
  return values.length < 2 ? Number.NaN : squaresAround(values, mean(values)) / (values.length - 1)
}

/** Σ (value − centre)². */
export function squaresAround(values: Float64Array, centre: number): number {
  let squares = 0
  let rest = 0
  for (const value of values) {
    squares += (value - centre) ** 2
    rest += value - centre
  }
  return squares - (rest * rest) / values.length
}

export function sum(values: Float64Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}

/** b − a, entry by entry. */
export function differences(a: Float64Array, b: Float64Array): Float64Array {
  return b.map((value, i) => value - (a[i] ?? Number.NaN))
}

/** Whether all values are the same. */
export function isConstant(values: Float64Array): boolean {
  const [first] = values
  return values.every((value) => value === first)
}

/** The value below which the share p of sorted values lies, interpolated linearly (Hyndman and Fan 7, numpy's default). */
export function sortedQuantile(sorted: Float64Array, p: number): number {
  const position = p * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[below + 1] ?? low
  return low + (high - low) * (position - below)
}
