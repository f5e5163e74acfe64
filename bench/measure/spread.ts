/** How measured values lie, in the unit that they were measured in. */
export interface Spread {
  readonly n: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  return {
    n: sorted.length,
    p50: at(sorted, 0.5),
    p95: at(sorted, 0.95),
    p99: at(sorted, 0.99),
    max: at(sorted, 1),
  }
}

export function median(values: readonly number[]): number {
  return spreadOf(values).p50
}

/** Three significant digits: the rest is noise. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3))
}

/** The nearest-rank quantile. */
function at(sorted: readonly number[], share: number): number {
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (value === undefined) throw new RangeError('nothing was measured')
  return rounded(value)
}
