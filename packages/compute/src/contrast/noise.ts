import type { Noise } from '@assay/schemas'

/**
 * Splits the variance of a score by repeats: values of the same examples, one column for each repeat, are examples plus
 * the randomness of the model (one-way random effects, the examples as groups): between_repeats = mean square within an
 * example, between_examples = (mean square between examples − that) / k, not below 0. Only examples that all repeats
 * have count; null below two of either.
 */
export function noiseOf(repeats: readonly Float64Array[]): Noise | null {
  const k = repeats.length
  if (k < 2) return null
  const rows = completeRows(repeats)
  const n = rows.length
  if (n < 2) return null
  const means = rows.map(mean)
  const within = sum(rows.map((row, at) => squaresAround(row, means[at] ?? 0))) / (n * (k - 1))
  const between = (k * squaresAround(means, mean(means))) / (n - 1)
  const between_examples = Math.max(0, (between - within) / k)
  const total = between_examples + within
  const ofRepeats = repeats.map((_, repeat) => mean(rows.map((row) => row[repeat] ?? 0)))
  return {
    repeats: k,
    standard_deviation: Math.sqrt(squaresAround(ofRepeats, mean(ofRepeats)) / (k - 1)),
    between_examples,
    between_repeats: within,
    share: total === 0 ? null : within / total,
  }
}

function completeRows(repeats: readonly Float64Array[]): number[][] {
  const [first = new Float64Array()] = repeats
  return Array.from(first, (_, example) => repeats.map((column) => column[example] ?? Number.NaN)).filter((row) =>
    row.every(Number.isFinite),
  )
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

function squaresAround(values: readonly number[], centre: number): number {
  return sum(values.map((value) => (value - centre) ** 2))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
