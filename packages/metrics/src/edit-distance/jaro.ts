import { Buffer32 } from '../text/buffer.ts'
import type { Symbols } from './levenshtein-bits.ts'
import { SymbolNumbers } from './symbol-numbers.ts'
import { type StringDistanceOptions, symbolsOf } from './symbols.ts'

const prefixWeight = 0.1
const boostAbove = 0.7

/**
 * Jaro similarity, 0 to 1: common characters within half the longer length, less half of those out of order.
 *
 * M. Jaro (1989). (m/|a| + m/|b| + (m − t)/m) / 3. Linear time. Equal to rapidfuzz 3.14.6 or jellyfish 1.3.0.
 *
 * @example
 * jaro('martha', 'marhta') // 0.944…
 */
export function jaro(a: string, b: string, options: StringDistanceOptions = {}): number {
  return new JaroSimilarity().of(...symbolsOf(a, b, options), options)
}

/**
 * Jaro similarity raised for up to four equal first characters, by a tenth of what is missing each, if it is over 0.7.
 */
export function jaroWinkler(a: string, b: string, options: StringDistanceOptions = {}): number {
  return createJaroWinkler()(a, b, options)
}

/** The same, with scratch memory that stays from call to call. */
export function createJaroWinkler(): typeof jaroWinkler {
  const similarity = new JaroSimilarity()
  return (a, b, options = {}) => {
    const [left, right] = symbolsOf(a, b, options)
    const plain = similarity.of(left, right, options)
    if (plain <= boostAbove) return plain
    let prefix = 0
    while (prefix < 4 && prefix < Math.min(left.length, right.length) && left[prefix] === right[prefix]) prefix++
    return plain + prefix * prefixWeight * (1 - plain)
  }
}

class JaroSimilarity {
  readonly #numbers = new SymbolNumbers()
  readonly #first = new Buffer32()
  readonly #next = new Buffer32()
  readonly #last = new Buffer32()
  readonly #matched = new Buffer32()

  of(a: Symbols, b: Symbols, { like = 'rapidfuzz' }: StringDistanceOptions): number {
    if (a.length === 0 && b.length === 0) return like === 'rapidfuzz' ? 1 : 0
    const { matches, displaced } = this.#common(a, b)
    if (matches === 0) return 0
    return (matches / a.length + matches / b.length + (matches - Math.floor(displaced / 2)) / matches) / 3
  }

  /**
   * Each character of `b` takes the first free equal one of `a` in reach; a queue of places for each character makes
   * that linear: `first` leads to its head, `next` from a place to the one after it, both from 1 on. A place that is
   * taken leads to −1.
   */
  #common(a: Symbols, b: Symbols): { readonly matches: number; readonly displaced: number } {
    const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
    const { size, rows, columns } = this.#numbers.of(
      { symbols: a, start: 0, end: a.length },
      { symbols: b, start: 0, end: b.length },
    )
    const [first, next] = this.#queues(rows, a.length, size)
    const matched = this.#matched.take(Math.min(a.length, b.length))
    let matches = 0
    for (let at = 0; at < b.length; at++) {
      const symbol = columns[at] ?? 0
      let place = first[symbol] ?? 0
      if (place === 0) continue
      while (place !== 0 && place - 1 < at - reach) place = next[place] ?? 0
      first[symbol] = place
      if (place === 0 || place - 1 > at + reach) continue
      first[symbol] = next[place] ?? 0
      next[place] = -1
      matched[matches++] = symbol
    }
    let [displaced, seen] = [0, 0]
    for (let at = 0; seen < matches; at++) {
      if (next[at + 1] === -1 && rows[at] !== matched[seen++]) displaced++
    }
    return { matches, displaced }
  }

  #queues(rows: Int32Array, length: number, size: number): readonly [first: Int32Array, next: Int32Array] {
    const [first, last] = [this.#first.take(size), this.#last.take(size).fill(0, 0, size)]
    const next = this.#next.take(length + 1).fill(0, 0, length + 1)
    first.fill(0, 0, size)
    for (let at = 0; at < length; at++) {
      const symbol = rows[at] ?? 0
      const before = last[symbol] ?? 0
      if (before === 0) first[symbol] = at + 1
      else next[before] = at + 1
      last[symbol] = at + 1
    }
    return [first, next]
  }
}
