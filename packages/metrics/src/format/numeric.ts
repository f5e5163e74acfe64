/** A sign counts only where no letter or digit stands before it: `2-3` ends with 3. */
const number = /(?:(?<![\p{L}\p{N}])[-+−])?(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?/gu

/** The last number in a text; commas between groups of three digits are allowed, `%` and units are left out. */
export function lastNumber(text: string): number | null {
  const found = text.slice(-longest).match(number)?.at(-1)
  return found === undefined ? null : Number(found.replaceAll(',', '').replace('−', '-'))
}

/** The answer stands at the end: what is read of a long text. */
const longest = 100_000

/** 1 − |a − b| / |b|, not below 0; 1 for equal numbers, zero included. */
export function numericCloseness(predicted: number, wanted: number): number {
  if (predicted === wanted) return 1
  const error = Math.abs(predicted - wanted) / Math.abs(wanted)
  return Number.isFinite(error) ? Math.max(0, 1 - error) : 0
}
