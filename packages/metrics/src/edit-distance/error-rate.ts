import { MetricError } from '../metric-error.ts'
import { codePoints } from '../text/code-points.ts'
import { whiteSpace } from '../text/python-word.ts'
import { strip } from '../text/white-space.ts'
import { type EditCounts, editCounts } from './edit-counts.ts'
import { checkWork, editDistanceLimits } from './levenshtein.ts'
import type { Symbols } from './levenshtein-bits.ts'
import { trim } from './trim.ts'

/** How recognised words differ from what was said. All rates are fractions; `wer` has no upper bound. */
export interface WordErrorRate extends EditCounts {
  /** (S + D + I) / words of the reference; without any, the number of insertions. */
  readonly wer: number
  /** Match error rate: (S + D + I) / (H + S + D + I). */
  readonly mer: number
  /** Word information lost: 1 − `wip`. */
  readonly wil: number
  /** Word information preserved: H/reference · H/hypothesis. */
  readonly wip: number
}

/** How recognised characters, spaces among them, differ from what was said. */
export interface CharacterErrorRate extends EditCounts {
  /** (S + D + I) / characters of the reference; without any, the number of insertions. */
  readonly cer: number
}

const spaces = new RegExp(`${whiteSpace}{2,}`, 'g')

/**
 * Word error rate with its relatives and counts, equal to jiwer 4.0.0; of lists, counts are summed before dividing.
 *
 * A. Morris, V. Maier, P. Green, From WER and RIL to MER and WIL (2004). Runs of two or more white-space characters
 * become a space, ends are stripped, words are split at spaces; case and punctuation count.
 *
 * @throws MetricError `LENGTHS_DIFFER` for lists of different lengths, `TOO_LARGE` beyond `editDistanceLimits`.
 *
 * @example
 * wordErrorRate('the cat sat', 'the cat sat down').wer // 0.25
 */
export function wordErrorRate(
  predictions: string | readonly string[],
  references: string | readonly string[],
): WordErrorRate {
  const counts = total(predictions, references, wordCounts)
  const { hits, substitutions, deletions, insertions } = counts
  const errors = substitutions + deletions + insertions
  const [wanted, found] = [hits + substitutions + deletions, hits + substitutions + insertions]
  if (wanted === 0) {
    const [mer, wip] = found === 0 ? [0, 1] : [1, 0]
    return { wer: insertions, mer, wil: 1 - wip, wip, ...counts }
  }
  const wip = found === 0 ? 0 : (hits / wanted) * (hits / found)
  return { wer: errors / wanted, mer: errors / (hits + errors), wil: 1 - wip, wip, ...counts }
}

/** Character error rate with counts, equal to jiwer 4.0.0; code points, ends stripped. See `wordErrorRate`. */
export function characterErrorRate(
  predictions: string | readonly string[],
  references: string | readonly string[],
): CharacterErrorRate {
  const counts = total(predictions, references, characterCounts)
  const wanted = counts.hits + counts.substitutions + counts.deletions
  const errors = counts.substitutions + counts.deletions + counts.insertions
  return { cer: wanted === 0 ? errors : errors / wanted, ...counts }
}

function total(
  predictions: string | readonly string[],
  references: string | readonly string[],
  count: (prediction: string, reference: string, cells: number) => EditCounts,
): EditCounts {
  const [found, wanted] = [[predictions].flat(), [references].flat()]
  if (found.length !== wanted.length) {
    throw new MetricError('LENGTHS_DIFFER', 'Give one reference for each prediction.', {
      data: { predictions: found.length, references: wanted.length },
    })
  }
  const sum = { hits: 0, substitutions: 0, deletions: 0, insertions: 0 }
  found.forEach((prediction, index) => {
    const counts = count(prediction, wanted[index] ?? '', editDistanceLimits.alignment)
    sum.hits += counts.hits
    sum.substitutions += counts.substitutions
    sum.deletions += counts.deletions
    sum.insertions += counts.insertions
  })
  return sum
}

/** Edits between the words of two texts. */
export function wordCounts(
  prediction: string,
  reference: string,
  cells: number = editDistanceLimits.alignment,
): EditCounts {
  return editCounts(...comparedSymbols(wordsOfRate(reference), wordsOfRate(prediction), cells))
}

/** Edits between the characters of two texts. */
export function characterCounts(
  prediction: string,
  reference: string,
  cells: number = editDistanceLimits.alignment,
): EditCounts {
  return editCounts(...checked(codePoints(strip(reference)), codePoints(strip(prediction)), cells))
}

/** Numbers for the words of reference and prediction. Throws TOO_LARGE where aligning them would take too long. */
export function comparedSymbols(
  reference: readonly string[],
  prediction: readonly string[],
  cells: number = editDistanceLimits.alignment,
): readonly [Symbols, Symbols] {
  const ids = new Map<string, number>()
  const numbers = (words: readonly string[]) =>
    Int32Array.from(words, (word) => {
      const id = ids.get(word) ?? ids.size
      ids.set(word, id)
      return id
    })
  return checked(numbers(reference), numbers(prediction), cells)
}

function checked(reference: Symbols, prediction: Symbols, cells: number): readonly [Symbols, Symbols] {
  const { a, b } = trim(reference, prediction)
  checkWork(a.length * b.length, cells)
  return [reference, prediction]
}

/** The words that word error rates compare. */
export function wordsOfRate(text: string): readonly string[] {
  return strip(text.replace(spaces, ' '))
    .split(' ')
    .filter((word) => word !== '')
}
