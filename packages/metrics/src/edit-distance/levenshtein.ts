import { MetricError } from '../metric-error.ts'
import { Buffer32 } from '../text/buffer.ts'
import { codePoints, graphemes, readCodePoints } from '../text/code-points.ts'
import { LcsLength } from '../text/lcs-length.ts'
import type { Symbols } from './levenshtein-bits.ts'
import { LevenshteinDistance } from './levenshtein-distance.ts'
import type { SymbolRange } from './symbol-numbers.ts'
import type { StringDistanceOptions } from './symbols.ts'
import { commonEnds, trim } from './trim.ts'

/**
 * Most cells of a table (length × length, after common ends are cut off) that edit distances compute: `bits` where 30
 * cells go at a time, `cells` one by one, `alignment` where the edits are counted by kind. One to three seconds each.
 */
export const editDistanceLimits = { bits: 2 ** 35, cells: 2 ** 29, alignment: 2 ** 33 } as const

/**
 * Insertions, deletions and substitutions of code points that turn one text into the other; equal to rapidfuzz 3.14.6,
 * or to jellyfish 1.3.0 where asked.
 *
 * V. Levenshtein (1966).
 *
 * @throws MetricError `TOO_LARGE` beyond `editDistanceLimits.bits`.
 *
 * @example
 * levenshtein('kitten', 'sitting') // 3
 */
export function levenshtein(a: string, b: string, options: StringDistanceOptions = {}): number {
  return createLevenshtein()(a, b, options).distance
}

/** 1 − distance / length of the longer text; two empty texts have 1. */
export function levenshteinSimilarity(a: string, b: string, options: StringDistanceOptions = {}): number {
  return createLevenshtein()(a, b, options).similarity
}

interface BoundedDistance extends StringDistanceOptions {
  /** Most cells of the table. */
  readonly cells?: number
}

/** Distance and similarity in one, with scratch memory that stays from call to call. */
export function createLevenshtein() {
  const distances = new LevenshteinDistance()
  const [readOne, readOther] = [symbolReader(), symbolReader()]
  return (one: string, other: string, { cells = editDistanceLimits.bits, ...options }: BoundedDistance = {}) => {
    const [left, right] = options.like === 'jellyfish' ? graphemeRanges(one, other) : [readOne(one), readOther(other)]
    const { prefix, suffix } = commonEnds(left, right)
    const a = { ...left, start: prefix, end: left.end - suffix }
    const b = { ...right, start: prefix, end: right.end - suffix }
    checkWork((a.end - prefix) * (b.end - prefix), cells)
    const distance = distances.of(a, b)
    return { distance, similarity: similarity(distance, Math.max(left.end, right.end)) }
  }
}

/** Insertions and deletions alone, of code points; equal to rapidfuzz. */
export function indel(a: string, b: string): number {
  const [left, right] = [codePoints(a), codePoints(b)]
  return left.length + right.length - 2 * commonLength(left, right)
}

/** 1 − indel distance / length of both texts; two empty texts have 1. */
export function indelSimilarity(a: string, b: string): number {
  const [left, right] = [codePoints(a), codePoints(b)]
  const total = left.length + right.length
  return similarity(total - 2 * commonLength(left, right), total)
}

/** Length of the longest common subsequence of code points. */
export function lcsLength(a: string, b: string): number {
  return commonLength(codePoints(a), codePoints(b))
}

/** Reads code points into memory that stays from call to call. */
function symbolReader(): (text: string) => SymbolRange {
  const buffer = new Buffer32()
  return (text) => {
    const symbols = buffer.take(text.length)
    return { symbols, start: 0, end: readCodePoints(text, symbols) }
  }
}

function graphemeRanges(one: string, other: string): readonly [SymbolRange, SymbolRange] {
  const [left, right] = graphemes(one, other)
  return [
    { symbols: left, start: 0, end: left.length },
    { symbols: right, start: 0, end: right.length },
  ]
}

/** Throws where a table has more cells than allowed. */
export function checkWork(cells: number, limit: number): void {
  if (cells <= limit) return
  throw new MetricError('TOO_LARGE', 'The texts are too long for an edit distance; see editDistanceLimits.', {
    data: { cells, limit },
  })
}

function commonLength(one: Symbols, other: Symbols): number {
  const { a, b, common } = trim(one, other)
  checkWork(a.length * b.length, editDistanceLimits.bits)
  return common + new LcsLength().of({ ids: a, length: a.length }, { ids: b, length: b.length })
}

function similarity(distance: number, most: number): number {
  return most === 0 ? 1 : 1 - distance / most
}
