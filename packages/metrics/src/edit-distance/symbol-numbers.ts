import { Buffer32 } from '../text/buffer.ts'
import type { Symbols } from './levenshtein-bits.ts'

const directly = 1 << 12

/** The symbols of two texts as small numbers; 0 stands for those of the second that the first does not have. */
interface Numbered {
  /** More than any number. */
  readonly size: number
  readonly rows: Int32Array
  readonly columns: Int32Array
}

/** Numbers symbols from 1 on: in an array where they are small, as those of most alphabets are, else in a map. */
export class SymbolNumbers {
  readonly #direct = new Int32Array(directly)
  readonly #others = new Map<number, number>()
  readonly #rows = new Buffer32()
  readonly #columns = new Buffer32()

  of(first: Symbols, second: Symbols): Numbered {
    const [rows, columns] = [this.#rows.take(first.length), this.#columns.take(second.length)]
    const [direct, others] = [this.#direct, this.#others]
    let size = 1
    for (let at = 0; at < first.length; at++) {
      const symbol = first[at] ?? 0
      const known = symbol < directly ? (direct[symbol] ?? 0) : (others.get(symbol) ?? 0)
      rows[at] = known === 0 ? size : known
      if (known !== 0) continue
      if (symbol < directly) direct[symbol] = size
      else others.set(symbol, size)
      size++
    }
    for (let at = 0; at < second.length; at++) {
      const symbol = second[at] ?? 0
      columns[at] = symbol < directly ? (direct[symbol] ?? 0) : (others.get(symbol) ?? 0)
    }
    for (let at = 0; at < first.length; at++) if ((first[at] ?? 0) < directly) direct[first[at] ?? 0] = 0
    others.clear()
    return { size, rows, columns }
  }
}
