const mostBins = 15

export interface DifferenceBins {
  /** Width of a bin; the middle one lies around 0. */
  readonly width: number
  /** Examples in each bin, from the lowest differences to the highest; those beyond the ends are in the outermost. */
  readonly counts: number[]
}

/**
 * Counts differences (b − a) of examples that both have in an odd number of bins around 0. The bins cover 99 % of the
 * differences, so that one outlier does not hide the others.
 */
export function binDifferences(a: Float64Array, b: Float64Array): DifferenceBins | null {
  const differences = b.map((value, at) => value - (a[at] ?? Number.NaN)).filter(Number.isFinite)
  if (differences.length === 0) return null
  const sizes = differences.map(Math.abs).sort()
  const reach = sizes[Math.ceil(sizes.length * 0.99) - 1] || sizes.at(-1) || 1
  const width = reach / (mostBins + 0.5)
  const counts = new Array<number>(2 * mostBins + 1).fill(0)
  for (const difference of differences) {
    const bin = Math.max(-mostBins, Math.min(mostBins, Math.round(difference / width))) + mostBins
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return { width, counts }
}
