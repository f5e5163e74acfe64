import { Buffer32 } from './buffer.ts'

const wordBits = 30
const allOnes = 2 ** wordBits - 1

/** Tokens 0 … length−1 of `ids`. */
export interface Tokens {
  readonly ids: Int32Array
  readonly length: number
}

/**
 * Length of the longest common subsequence of two token lists, 30 cells of the table at a time.
 *
 * H. Hyyrö, Bit-parallel LCS-length computation revisited (2004). The table is cut into bands of 30 columns; a band
 * hands one carry bit per row to the next, so memory is one integer per row. 30 bits keep every sum a small integer.
 */
export class LcsLength {
  readonly #maskBuffer = new Buffer32()
  readonly #carryBuffer = new Buffer32()
  #vocabulary = 0

  of(one: Tokens, other: Tokens): number {
    const [pattern, text] = one.length <= other.length ? [one, other] : [other, one]
    if (pattern.length === 0) return 0
    const masks = this.#masks(pattern, text)
    const carries = this.#carryBuffer.take(text.length).fill(0, 0, text.length)
    let length = 0
    for (let start = 0; start < pattern.length; start += wordBits) {
      const end = Math.min(start + wordBits, pattern.length)
      for (let at = start; at < end; at++) {
        const id = pattern.ids[at] ?? 0
        masks[id] = (masks[id] ?? 0) | (1 << (at - start))
      }
      length += band(text, masks, carries, end - start)
      for (let at = start; at < end; at++) masks[pattern.ids[at] ?? 0] = 0
    }
    return length
  }

  #masks(pattern: Tokens, text: Tokens): Int32Array {
    const needed = Math.max(greatest(pattern), greatest(text)) + 1
    if (needed > this.#vocabulary) {
      this.#vocabulary = needed
      return this.#maskBuffer.take(needed).fill(0)
    }
    return this.#maskBuffer.take(this.#vocabulary)
  }
}

function band({ ids, length }: Tokens, masks: Int32Array, carries: Int32Array, width: number): number {
  let open = allOnes
  for (let row = 0; row < length; row++) {
    const matching = open & (masks[ids[row] ?? 0] ?? 0)
    const sum = open + matching + (carries[row] ?? 0)
    carries[row] = sum >>> wordBits
    open = (sum & allOnes) | (open & ~matching)
  }
  let closed = 0
  for (let bit = 0; bit < width; bit++) closed += 1 - ((open >>> bit) & 1)
  return closed
}

function greatest({ ids, length }: Tokens): number {
  let most = 0
  for (let at = 0; at < length; at++) most = Math.max(most, ids[at] ?? 0)
  return most
}
