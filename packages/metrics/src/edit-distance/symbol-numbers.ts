import { Buffer32 } from '../text/buffer.ts'

const directly = 1 << 12

/** The symbols of a text from one place to before another. */
export interface SymbolRange {
  readonly symbols: Int32Array
  readonly start: number
  readonly end: number
}

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

  of(first: SymbolRange, second: SymbolRange): Numbered {
    const [height, width] = [first.end - first.start, second.end - second.start]
    const [rows, columns] = [this.#rows.take(height), this.#columns.take(width)]
    const [direct, others] = [this.#direct, this.#others]
    let size = 1
    for (let at = 0; at < height; at++) {
      const symbol = first.symbols[first.start + at] ?? 0
      const known = symbol < directly ? (direct[symbol] ?? 0) : (others.get(symbol) ?? 0)
      rows[at] = known === 0 ? size : known
      if (known !== 0) continue
      if (symbol < directly) direct[symbol] = size
      else others.set(symbol, size)
      size++
    }
    for (let at = 0; at < width; at++) {
      const symbol = second.symbols[second.start + at] ?? 0
      columns[at] = symbol < directly ? (direct[symbol] ?? 0) : (others.get(symbol) ?? 0)
    }
    for (let at = first.start; at < first.end; at++) {
      const symbol = first.symbols[at] ?? 0
      if (symbol < directly) direct[symbol] = 0
    }
    others.clear()
    return { size, rows, columns }
  }
}
