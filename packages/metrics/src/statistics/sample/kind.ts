/** Least and greatest possible value of a score; null: none. */
export type ScoreRange = readonly [number | null, number | null]

/**
 * What the choice of a method depends on: scores of only 0 and 1; both ends fixed; one end fixed, so that they may be
 * skewed (latency, cost, length); no end.
 */
export type Kind = 'proportion' | 'bounded' | 'half_open' | 'open'

/** The kind of a metric, from its declared range; undeclared, from the least range that holds its values. */
export function kindOf(columns: readonly Float64Array[], range?: ScoreRange): Kind {
  const [least, greatest] = range ?? narrowest(columns)
  if (least === 0 && greatest === 1 && columns.every(isBinary)) return 'proportion'
  if (least !== null && greatest !== null) return 'bounded'
  return least === null && greatest === null ? 'open' : 'half_open'
}

/** Whether all values are 0 or 1. */
export function isBinary(column: Float64Array): boolean {
  for (let i = 0; i < column.length; i++) if (column[i] !== 0 && column[i] !== 1) return false
  return true
}

/** Undeclared, the least range that holds the values: 0…1, then 0 and above, then none. */
export function narrowest(columns: readonly Float64Array[]): ScoreRange {
  if (columns.some((column) => column.some((value) => value < 0))) return [null, null]
  return columns.some((column) => column.some((value) => value > 1)) ? [0, null] : [0, 1]
}
