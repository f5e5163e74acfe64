const bins = 20

/** Bins of one width for the scores of all runs. */
export interface ScoreScale {
  readonly least: number
  readonly width: number
}

/** From end to end of the range where it has both; else what 99 % of these values span. */
export function scaleOf([low, high]: readonly [number | null, number | null], values: Float64Array): ScoreScale {
  if (low !== null && high !== null) return { least: low, width: (high - low) / bins }
  const sorted = values.filter(Number.isFinite).sort()
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  const [least, most] = [low ?? at(0.005), high ?? at(0.995)]
  return { least, width: (most - least || 1) / bins }
}

/** How many values lie in each bin; those beyond the ends are in the outermost. */
export function binScores(values: Float64Array, { least, width }: ScoreScale): number[] {
  const counts = new Array<number>(bins).fill(0)
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    const bin = Math.max(0, Math.min(bins - 1, Math.floor((value - least) / width)))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts
}
