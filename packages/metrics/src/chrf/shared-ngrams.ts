import { Buffer32 } from '../text/buffer.ts'
import type { TokenList } from '../text/token-list.ts'

/**
 * Counts n-grams that two texts share, for many orders at once: all beginnings of n-grams are sorted, one unit after
 * the other from the last on, so that equal n-grams of every order stand beside each other.
 *
 * Right for small alphabets and many orders, as those of characters; `NgramMatcher` is for words.
 */
export class SharedNgrams {
  readonly #numbers = new Map<number, number>()
  readonly #direct = new Int32Array(1 << 8)
  readonly #units = new Buffer32()
  readonly #places = new Buffer32()
  readonly #sorted = new Buffer32()
  readonly #starts = new Buffer32()
  #size = 1

  /** Writes into `matches[n-1]` how many n-grams both have; each as often as in the text that has fewer of it. */
  count(one: TokenList, other: TokenList, matches: Int32Array): void {
    matches.fill(0)
    const orders = matches.length
    if (one.length === 0 || other.length === 0 || orders === 0) return
    const units = this.#numbered(one, other, orders)
    const places = this.#sort(units, one.length, other.length, orders)
    tally({ units, places, total: one.length + other.length, border: one.length }, matches)
  }

  /** Both texts as small numbers, each followed by as many zeros as there are orders. */
  #numbered(one: TokenList, other: TokenList, orders: number): Int32Array {
    const total = one.length + other.length + 2 * orders
    const units = this.#units.take(total)
    this.#size = 1
    this.#direct.fill(0)
    this.#numbers.clear()
    const write = ({ ids, length }: TokenList, start: number) => {
      for (let at = 0; at < length; at++) units[start + at] = this.#number(ids[at] ?? 0)
      units.fill(0, start + length, start + length + orders)
    }
    write(one, 0)
    write(other, one.length + orders)
    return units
  }

  #number(id: number): number {
    const known = id < this.#direct.length ? (this.#direct[id] ?? 0) : (this.#numbers.get(id) ?? 0)
    if (known !== 0) return known
    if (id < this.#direct.length) this.#direct[id] = this.#size
    else this.#numbers.set(id, this.#size)
    return this.#size++
  }

  /** The places of all units, in the order of the n-grams that begin there. */
  #sort(units: Int32Array, first: number, second: number, orders: number): Int32Array {
    const total = first + second
    let [from, into] = [this.#places.take(total), this.#sorted.take(total)]
    for (let at = 0; at < total; at++) from[at] = at < first ? at : at + orders
    for (let order = orders - 1; order >= 0; order--) {
      const starts = this.#starts.take(this.#size + 1).fill(0, 0, this.#size + 1)
      for (let at = 0; at < total; at++) {
        const next = (units[(from[at] ?? 0) + order] ?? 0) + 1
        starts[next] = (starts[next] ?? 0) + 1
      }
      for (let unit = 1; unit <= this.#size; unit++) starts[unit] = (starts[unit] ?? 0) + (starts[unit - 1] ?? 0)
      for (let at = 0; at < total; at++) {
        const place = from[at] ?? 0
        const unit = units[place + order] ?? 0
        const start = starts[unit] ?? 0
        into[start] = place
        starts[unit] = start + 1
      }
      ;[from, into] = [into, from]
    }
    return from
  }
}

interface Sorted {
  readonly units: Int32Array
  readonly places: Int32Array
  readonly total: number
  /** Places from here on are those of the other text. */
  readonly border: number
}

/** Walks the sorted places; where the next one has fewer units in common, the groups of longer n-grams end. */
function tally({ units, places, total, border }: Sorted, matches: Int32Array): void {
  const orders = matches.length
  const [ones, others] = [new Int32Array(orders + 1), new Int32Array(orders + 1)]
  for (let at = 0; at < total; at++) {
    const place = places[at] ?? 0
    const count = place < border ? ones : others
    count[orders] = (count[orders] ?? 0) + 1
    const common = at + 1 < total ? commonUnits(units, place, places[at + 1] ?? 0, orders) : 0
    for (let order = orders; order > common; order--) {
      const [mine, theirs] = [ones[order] ?? 0, others[order] ?? 0]
      matches[order - 1] = (matches[order - 1] ?? 0) + Math.min(mine, theirs)
      ones[order - 1] = (ones[order - 1] ?? 0) + mine
      others[order - 1] = (others[order - 1] ?? 0) + theirs
      ones[order] = 0
      others[order] = 0
    }
  }
}

function commonUnits(units: Int32Array, one: number, other: number, most: number): number {
  let common = 0
  while (common < most && units[one + common] === units[other + common] && units[one + common] !== 0) common++
  return common
}
