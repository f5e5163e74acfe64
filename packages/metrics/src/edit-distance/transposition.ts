import { codePoints } from '../text/code-points.ts'
import { checkWork, editDistanceLimits } from './levenshtein.ts'
import type { Symbols } from './levenshtein-bits.ts'
import { trim } from './trim.ts'

/**
 * Levenshtein distance with swaps of neighbours, where no part is edited twice (optimal string alignment); code
 * points, equal to rapidfuzz. @throws MetricError `TOO_LARGE` beyond `editDistanceLimits.cells`.
 */
export function optimalStringAlignment(one: string, other: string): number {
  const { a, b } = trim(codePoints(one), codePoints(other))
  checkWork(a.length * b.length, editDistanceLimits.cells)
  let before = new Int32Array(b.length + 1)
  let above = Int32Array.from({ length: b.length + 1 }, (_, column) => column)
  let row = new Int32Array(b.length + 1)
  for (let i = 1; i <= a.length; i++) {
    row[0] = i
    for (let j = 1; j <= b.length; j++) {
      let best = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + differs(a, b, i, j))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) best = Math.min(best, (before[j - 2] ?? 0) + 1)
      row[j] = best
    }
    ;[before, above, row] = [above, row, before]
  }
  return above[b.length] ?? 0
}

/**
 * Levenshtein distance with swaps, between whose halves other edits may stand (Damerau–Levenshtein); code points,
 * equal to rapidfuzz. Linear memory, after C. Zhao and S. Sahni (2019). @throws as `optimalStringAlignment`.
 */
export function damerauLevenshtein(one: string, other: string): number {
  const { a, b } = trim(codePoints(one), codePoints(other))
  checkWork(a.length * b.length, editDistanceLimits.cells)
  const far = a.length + b.length + 2
  const lastRows = new Map<number, number>()
  const swapRow = new Int32Array(b.length + 2).fill(far)
  let above = new Int32Array(b.length + 2).fill(far)
  let row = Int32Array.from({ length: b.length + 2 }, (_, column) => (column === 0 ? far : column - 1))
  for (let i = 1; i <= a.length; i++) {
    ;[above, row] = [row, above]
    let lastColumn = -1
    let corner = row[1] ?? 0
    row[1] = i
    let swapColumn = far
    for (let j = 1; j <= b.length; j++) {
      let best = Math.min((above[j] ?? 0) + differs(a, b, i, j), (row[j] ?? 0) + 1, (above[j + 1] ?? 0) + 1)
      if (a[i - 1] === b[j - 1]) {
        lastColumn = j
        swapRow[j + 1] = above[j - 1] ?? far
        swapColumn = corner
      } else {
        const lastRow = lastRows.get(b[j - 1] ?? 0) ?? -1
        if (j - lastColumn === 1) best = Math.min(best, (swapRow[j + 1] ?? far) + i - lastRow)
        else if (i - lastRow === 1) best = Math.min(best, swapColumn + j - lastColumn)
      }
      corner = row[j + 1] ?? 0
      row[j + 1] = best
    }
    lastRows.set(a[i - 1] ?? 0, i)
  }
  return row[b.length + 1] ?? 0
}

function differs(a: Symbols, b: Symbols, i: number, j: number): number {
  return a[i - 1] === b[j - 1] ? 0 : 1
}
