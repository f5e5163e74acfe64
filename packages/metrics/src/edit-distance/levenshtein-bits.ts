/** Symbols of one text: code points, or numbers of words. */
export type Symbols = Int32Array<ArrayBuffer>

const wordBits = 30
const allOnes = 2 ** wordBits - 1

/** Signs of the steps down one column of the table, bit by bit: cell − cell above is 1, −1 or, in neither, 0. */
export interface Steps {
  readonly up: Int32Array
  readonly down: Int32Array
}

/** The steps of every column: `bands` integers per text symbol. */
export interface StepTable extends Steps {
  readonly bands: number
}

/**
 * The last column of the Levenshtein table of `pattern` (down) against `text` (across), 30 cells at a time.
 *
 * G. Myers, A fast bit-vector algorithm for approximate string matching (1999), in H. Hyyrö's form. The pattern is cut
 * into bands of 30; a band hands the next one the step across of its last cell for each column.
 */
export function lastColumn(pattern: Symbols, text: Symbols, table?: StepTable): Steps {
  const bands = Math.ceil(pattern.length / wordBits)
  const steps = { up: new Int32Array(bands), down: new Int32Array(bands) }
  const across = new Int8Array(text.length).fill(1)
  for (let band = 0; band < bands; band++) fillBand(pattern, text, { band, across, steps, table })
  return steps
}

/** The table's steps in every column, for reading an alignment out. */
export function stepTable(pattern: Symbols, text: Symbols): StepTable {
  const bands = Math.ceil(pattern.length / wordBits)
  const table = { up: new Int32Array(bands * text.length), down: new Int32Array(bands * text.length), bands }
  lastColumn(pattern, text, table)
  return table
}

/** Whether the step to pattern position `at` is set in a list of bands that begins at `offset`. */
export function isSet(steps: Int32Array, offset: number, at: number): boolean {
  const band = Math.floor(at / wordBits)
  return (((steps[offset + band] ?? 0) >>> (at - band * wordBits)) & 1) === 1
}

interface Band {
  readonly band: number
  /** Steps across on the band's upper edge, replaced by those on its lower edge. */
  readonly across: Int8Array
  readonly steps: Steps
  readonly table: StepTable | undefined
}

function fillBand(pattern: Symbols, text: Symbols, { band, across, steps, table }: Band): void {
  const start = band * wordBits
  const end = Math.min(start + wordBits, pattern.length)
  const masks = maskLookup(pattern, start, end)
  const lowest = 1 << (end - start - 1)
  let [up, down] = [allOnes, 0]
  for (let column = 0; column < text.length; column++) {
    const enters = across[column] ?? 0
    const equal = masks(text[column] ?? 0)
    const vertical = equal | down
    const matching = enters < 0 ? equal | 1 : equal
    const horizontal = ((((matching & up) + up) ^ up) | matching) & allOnes
    let right = down | (~(horizontal | up) & allOnes)
    let left = up & horizontal
    across[column] = (right & lowest) !== 0 ? 1 : (left & lowest) !== 0 ? -1 : 0
    right = ((right << 1) | (enters > 0 ? 1 : 0)) & allOnes
    left = ((left << 1) | (enters < 0 ? 1 : 0)) & allOnes
    up = left | (~(vertical | right) & allOnes)
    down = right & vertical
    if (table !== undefined) {
      table.up[column * table.bands + band] = up
      table.down[column * table.bands + band] = down
    }
  }
  steps.up[band] = up
  steps.down[band] = down
}

/** Symbol → positions in this band as bits: an array for small symbols, a map for the rest. */
function maskLookup(pattern: Symbols, start: number, end: number): (symbol: number) => number {
  const small = new Int32Array(256)
  const others = new Map<number, number>()
  for (let at = start; at < end; at++) {
    const symbol = pattern[at] ?? 0
    const bit = 1 << (at - start)
    if (symbol < 256) small[symbol] = (small[symbol] ?? 0) | bit
    else others.set(symbol, (others.get(symbol) ?? 0) | bit)
  }
  return (symbol) => (symbol < 256 ? (small[symbol] ?? 0) : (others.get(symbol) ?? 0))
}
