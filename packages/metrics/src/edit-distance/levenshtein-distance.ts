import { Buffer32 } from '../text/buffer.ts'
import { SymbolNumbers, type SymbolRange } from './symbol-numbers.ts'

const bandHeight = 64
/** All masks of so few are cleared at once. */
const fewSymbols = 256

/**
 * The Levenshtein distance of symbols, 64 cells of the table at a time.
 *
 * G. Myers, A fast bit-vector algorithm for approximate string matching (1999), in H. Hyyrö's form, on two integers of
 * 32 bits. The shorter text is cut into bands; a band hands the next one the steps across of its last cell, column by
 * column. What the first band is too high stands above the text, where no step down is made: there every step across is
 * one, as in the first row of the table.
 */
export class LevenshteinDistance {
  readonly #numbers = new SymbolNumbers()
  readonly #masks = new Buffer32()
  readonly #across = new Buffer32()

  of(one: SymbolRange, other: SymbolRange): number {
    const isShorter = one.end - one.start <= other.end - other.start
    const [pattern, text] = isShorter ? [one, other] : [other, one]
    const [height, length] = [pattern.end - pattern.start, text.end - text.start]
    if (height === 0) return length
    const { size, rows, columns } = this.#numbers.of(pattern, text)
    const masks = this.#masks.take(2 * size).fill(0, 0, 2 * size)
    const across = this.#across.take(length).fill(1, 0, length)
    const missing = (bandHeight - (height % bandHeight)) % bandHeight
    for (let start = -missing; start < height; start += bandHeight) {
      const first = Math.max(0, start)
      setMasks(masks, rows, start, first)
      band({ columns, length, masks, across }, first - start)
      if (size <= fewSymbols) masks.fill(0, 0, 2 * size)
      else clearMasks(masks, rows, start, first)
    }
    let distance = height
    for (let column = 0; column < length; column++) distance += across[column] ?? 0
    return distance
  }
}

/** Says which rows of a band have which symbol. */
function setMasks(masks: Int32Array, rows: Int32Array, start: number, first: number): void {
  for (let row = first; row < start + bandHeight; row++) {
    const place = 2 * (rows[row] ?? 0) + ((row - start) >> 5)
    masks[place] = (masks[place] ?? 0) | (1 << (row - start))
  }
}

function clearMasks(masks: Int32Array, rows: Int32Array, start: number, first: number): void {
  for (let row = first; row < start + bandHeight; row++) {
    const place = 2 * (rows[row] ?? 0)
    masks[place] = 0
    masks[place + 1] = 0
  }
}

interface Band {
  readonly columns: Int32Array
  readonly length: number
  /** Two integers for each symbol. */
  readonly masks: Int32Array
  /** Steps across on the band's upper edge, replaced by those on its lower edge. */
  readonly across: Int32Array
}

/** Fills one band, of which the first `above` rows lie above the text. */
function band({ columns, length, masks, across }: Band, above: number): void {
  let upper = above < 32 ? -1 << above : 0
  let lower = above <= 32 ? -1 : -1 << (above - 32)
  let upperDown = 0
  let lowerDown = 0
  for (let column = 0; column < length; column++) {
    const symbol = 2 * (columns[column] ?? 0)
    const enters = across[column] ?? 0
    const less = enters >>> 31
    const more = (enters & 1) ^ less

    const equal = masks[symbol] ?? 0
    const matching = equal | less
    const horizontal = (((matching & upper) + upper) ^ upper) | matching
    const right = upperDown | ~(horizontal | upper)
    const left = upper & horizontal
    const shifted = (right << 1) | more
    const vertical = equal | upperDown
    upper = (left << 1) | less | ~(vertical | shifted)
    upperDown = shifted & vertical

    const lowerEqual = masks[symbol + 1] ?? 0
    const lowerMatching = lowerEqual | (left >>> 31)
    const lowerHorizontal = (((lowerMatching & lower) + lower) ^ lower) | lowerMatching
    const lowerRight = lowerDown | ~(lowerHorizontal | lower)
    const lowerLeft = lower & lowerHorizontal
    const lowerShifted = (lowerRight << 1) | (right >>> 31)
    const lowerVertical = lowerEqual | lowerDown
    lower = (lowerLeft << 1) | (left >>> 31) | ~(lowerVertical | lowerShifted)
    lowerDown = lowerShifted & lowerVertical

    across[column] = (lowerRight >>> 31) - (lowerLeft >>> 31)
  }
}
