/** A move of hypothesis words: those from `from` for `length` go before position `to`. */
export interface Shift {
  readonly from: number
  readonly length: number
  readonly to: number
}

/** The stretch of words that a shift changes, and how the words in it stand afterwards. */
export interface ShiftedWords {
  readonly first: number
  readonly count: number
}

/**
 * Writes the words of the stretch that a shift changes into `into`, in their new order.
 *
 * A target inside the shifted words, or at their end, moves them that many places to the right.
 */
export function shiftWords(
  words: Int32Array,
  total: number,
  { from, length, to }: Shift,
  into: Int32Array,
): ShiftedWords {
  const end = from + length
  if (to < from) {
    into.set(words.subarray(from, end))
    into.set(words.subarray(to, from), length)
    return { first: to, count: end - to }
  }
  const last = Math.min(total, to > end ? to : to + length)
  into.set(words.subarray(end, last))
  into.set(words.subarray(from, end), last - end)
  return { first: from, count: last - from }
}
