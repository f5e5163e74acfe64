import { codePoints, graphemes } from '../text/code-points.ts'
import type { Symbols } from './levenshtein-bits.ts'

/** Whose conventions a distance or similarity follows. */
export interface StringDistanceOptions {
  /**
   * `rapidfuzz`: code points; two empty texts have a Jaro similarity of 1. `jellyfish`: the characters that readers
   * see (grapheme clusters); two empty texts have 0. Default: `rapidfuzz`.
   */
  readonly like?: 'rapidfuzz' | 'jellyfish'
}

/** Two texts as what is compared. */
export function symbolsOf(
  a: string,
  b: string,
  { like = 'rapidfuzz' }: StringDistanceOptions,
): readonly [Symbols, Symbols] {
  return like === 'rapidfuzz' ? [codePoints(a), codePoints(b)] : graphemes(a, b)
}
