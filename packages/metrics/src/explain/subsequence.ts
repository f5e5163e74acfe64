import type { SpannedToken } from './spanned-token.ts'

/** Most cells of the table; beyond, nothing is explained. */
const mostCells = 2 ** 24

/** Pairs of positions on one longest common subsequence, in order; none where the texts are too long to show. */
export function commonSubsequence(
  a: readonly SpannedToken[],
  b: readonly SpannedToken[],
): readonly (readonly [a: number, b: number])[] {
  const width = b.length + 1
  if (a.length * b.length > mostCells) return []
  const lengths = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const same = a[i]?.text === b[j]?.text
      lengths[i * width + j] = same ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const pairs: (readonly [number, number])[] = []
  for (let [i, j] = [0, 0]; i < a.length && j < b.length; ) {
    if (a[i]?.text === b[j]?.text) pairs.push([i++, j++])
    else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return pairs
}
