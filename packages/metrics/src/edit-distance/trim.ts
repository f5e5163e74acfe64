import type { Symbols } from './levenshtein-bits.ts'
import type { SymbolRange } from './symbol-numbers.ts'

/** Two texts without what they have in common at their ends. */
export interface Trimmed {
  readonly a: Symbols
  readonly b: Symbols
  /** Symbols cut off at the beginning. */
  readonly start: number
  /** Symbols cut off at both ends together. */
  readonly common: number
}

/** Cuts the common beginning and end off: they are part of every best alignment. */
export function trim(a: Symbols, b: Symbols): Trimmed {
  const { prefix, suffix } = commonEnds(
    { symbols: a, start: 0, end: a.length },
    { symbols: b, start: 0, end: b.length },
  )
  return {
    a: a.subarray(prefix, a.length - suffix),
    b: b.subarray(prefix, b.length - suffix),
    start: prefix,
    common: prefix + suffix,
  }
}

/** How many symbols two texts have in common at their beginning, and of the rest at their end. */
export function commonEnds(one: SymbolRange, other: SymbolRange): { readonly prefix: number; readonly suffix: number } {
  const [a, b] = [one.symbols, other.symbols]
  const least = Math.min(one.end, other.end)
  let prefix = 0
  while (prefix < least && a[prefix] === b[prefix]) prefix++
  let suffix = 0
  while (suffix < least - prefix && a[one.end - 1 - suffix] === b[other.end - 1 - suffix]) suffix++
  return { prefix, suffix }
}
