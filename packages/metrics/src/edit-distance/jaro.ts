import type { Symbols } from './levenshtein-bits.ts'
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
  const [left, right] = symbolsOf(a, b, options)
  return similarity(left, right, options)
}

/**
 * Jaro similarity raised for up to four equal first characters, by a tenth of what is missing each, if it is over 0.7.
 */
export function jaroWinkler(a: string, b: string, options: StringDistanceOptions = {}): number {
  const [left, right] = symbolsOf(a, b, options)
  const plain = similarity(left, right, options)
  if (plain <= boostAbove) return plain
  let prefix = 0
  while (prefix < 4 && prefix < Math.min(left.length, right.length) && left[prefix] === right[prefix]) prefix++
  return plain + prefix * prefixWeight * (1 - plain)
}

function similarity(a: Symbols, b: Symbols, { like = 'rapidfuzz' }: StringDistanceOptions): number {
  if (a.length === 0 && b.length === 0) return like === 'rapidfuzz' ? 1 : 0
  const { matches, displaced } = common(a, b)
  if (matches === 0) return 0
  return (matches / a.length + matches / b.length + (matches - Math.floor(displaced / 2)) / matches) / 3
}

/** Each character of `b` takes the first free equal one of `a` in reach; queues of positions make that linear. */
function common(a: Symbols, b: Symbols) {
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
  const queues = new Map<number, { readonly places: number[]; next: number }>()
  a.forEach((symbol, at) => {
    const queue = queues.get(symbol)
    if (queue === undefined) queues.set(symbol, { places: [at], next: 0 })
    else queue.places.push(at)
  })
  const taken = new Uint8Array(a.length)
  const matched: number[] = []
  b.forEach((symbol, at) => {
    const queue = queues.get(symbol)
    if (queue === undefined) return
    while ((queue.places[queue.next] ?? Number.POSITIVE_INFINITY) < at - reach) queue.next++
    const place = queue.places[queue.next]
    if (place === undefined || place > at + reach) return
    queue.next++
    taken[place] = 1
    matched.push(symbol)
  })
  let [displaced, next] = [0, 0]
  a.forEach((symbol, at) => {
    if (taken[at] === 1 && symbol !== matched[next++]) displaced++
  })
  return { matches: matched.length, displaced }
}
