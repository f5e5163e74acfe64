/** The code points of a text; a surrogate without its partner counts as one. */
export function codePoints(text: string): Int32Array<ArrayBuffer> {
  const points = new Int32Array(text.length)
  const count = readCodePoints(text, points)
  return count === text.length ? points : points.slice(0, count)
}

/** Writes the code points of a text into an array that has room for its units; how many they are. */
export function readCodePoints(text: string, points: Int32Array): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    const isAstral = (unit & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
    points[count++] = isAstral ? (text.codePointAt(at++) ?? 0) : unit
  }
  return count
}

/** Numbers for the characters that readers see (grapheme clusters), the same in both texts. */
export function graphemes(a: string, b: string): readonly [Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>] {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
  const ids = new Map<string, number>()
  const numbers = (text: string) =>
    Int32Array.from(segmenter.segment(text), ({ segment }) => {
      const id = ids.get(segment) ?? ids.size
      ids.set(segment, id)
      return id
    })
  return [numbers(a), numbers(b)]
}
