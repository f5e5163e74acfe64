/** Ranks from 1 in ascending order, ties at their mean rank. */
export function midranks(values: Float64Array): Float64Array {
  const ranks = new Float64Array(values.length)
  const order = ascending(values)
  for (const [from, to] of runs(order.length, (i, j) => values[order[i] ?? 0] === values[order[j] ?? 0])) {
    for (let i = from; i < to; i++) ranks[order[i] ?? 0] = (from + 1 + to) / 2
  }
  return ranks
}

/** How often each distinct value occurs, in ascending order of the values. */
export function tieCounts(values: Float64Array): number[] {
  const sorted = values.toSorted()
  return runs(sorted.length, (i, j) => sorted[i] === sorted[j]).map(([from, to]) => to - from)
}

/** Σ t³ − t over the counts of ties. */
export function tieTerm(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count ** 3 - count, 0)
}

/** The indices of the values in ascending order. */
function ascending(values: Float64Array): Uint32Array {
  return Uint32Array.from(values.keys()).sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0))
}

/** The stretches `[from, to)` of equal entries among 0…length − 1. */
export function runs(length: number, isSame: (i: number, j: number) => boolean): [number, number][] {
  const stretches: [number, number][] = []
  let from = 0
  for (let to = 1; to <= length; to++) {
    if (to < length && isSame(to, from)) continue
    stretches.push([from, to])
    from = to
  }
  return stretches
}
