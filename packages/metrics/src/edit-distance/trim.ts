import type { Symbols } from './levenshtein-bits.ts'

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
  const least = Math.min(a.length, b.length)
  let prefix = 0
  while (prefix < least && a[prefix] === b[prefix]) prefix++
  let suffix = 0
  while (suffix < least - prefix && a[a.length - 1 - suffix] === b[b.length - 1 - suffix]) suffix++
  return {
    a: a.subarray(prefix, a.length - suffix),
    b: b.subarray(prefix, b.length - suffix),
    start: prefix,
    common: prefix + suffix,
  }
}
