import { isSet, lastColumn, type Symbols, stepTable } from './levenshtein-bits.ts'
import { trim } from './trim.ts'

/** How two sequences differ in one best alignment. */
export interface EditCounts {
  readonly hits: number
  readonly substitutions: number
  /** Symbols of the reference that the hypothesis leaves out. */
  readonly deletions: number
  /** Symbols of the hypothesis that the reference does not have. */
  readonly insertions: number
}

/** Above so many bytes of table the texts are cut in two, as rapidfuzz does; the cut decides between equal alignments. */
const tableBytes = 2 ** 20

interface Tally {
  hits: number
  substitutions: number
  deletions: number
  insertions: number
}

/** Counts the edits of the alignment that rapidfuzz chooses among the best ones. */
export function editCounts(reference: Symbols, hypothesis: Symbols): EditCounts {
  const tally: Tally = { hits: 0, substitutions: 0, deletions: 0, insertions: 0 }
  align(reference, hypothesis, Math.max(reference.length, hypothesis.length), tally)
  return tally
}

function align(reference: Symbols, hypothesis: Symbols, most: number, tally: Tally): void {
  const { a, b, common } = trim(reference, hypothesis)
  tally.hits += common
  const band = Math.min(a.length, 2 * Math.min(most, Math.max(a.length, b.length)) + 1)
  const fits = (2 * band * b.length) / 8 < tableBytes && a.length * b.length < 2 ** 28
  if (fits || a.length < 65 || b.length < 10) {
    readOut(a, b, tally)
    return
  }
  const { cut, half, left, right } = middle(a, b)
  align(a.subarray(0, cut), b.subarray(0, half), left, tally)
  align(a.subarray(cut), b.subarray(half), right, tally)
}

/** From the end: a deletion where one is best, else an insertion where one is best, else a match or substitution. */
function readOut(a: Symbols, b: Symbols, tally: Tally): void {
  const table = stepTable(a, b)
  let [at, column] = [a.length, b.length]
  while (at > 0 && column > 0) {
    if (isSet(table.up, (column - 1) * table.bands, at - 1)) {
      tally.deletions++
      at--
      continue
    }
    column--
    if (column > 0 && isSet(table.down, (column - 1) * table.bands, at - 1)) tally.insertions++
    else {
      at--
      if (a[at] === b[column]) tally.hits++
      else tally.substitutions++
    }
  }
  tally.deletions += at
  tally.insertions += column
}

/** The first place where a best alignment crosses the middle of the hypothesis, and the distances on either side. */
function middle(a: Symbols, b: Symbols) {
  const half = Math.floor(b.length / 2)
  const before = distances(a, b.subarray(0, half))
  const after = distances(a.toReversed(), b.subarray(half).toReversed())
  let cut = 0
  let best = Number.POSITIVE_INFINITY
  for (let at = 0; at <= a.length; at++) {
    const sum = (before[at] ?? 0) + (after[a.length - at] ?? 0)
    if (sum < best) {
      best = sum
      cut = at
    }
  }
  return { cut, half, left: before[cut] ?? 0, right: after[a.length - cut] ?? 0 }
}

/** The distance of every beginning of `a` to the whole of `b`. */
function distances(a: Symbols, b: Symbols): Int32Array {
  const steps = lastColumn(a, b)
  const column = new Int32Array(a.length + 1)
  column[0] = b.length
  for (let at = 0; at < a.length; at++) {
    const step = Number(isSet(steps.up, 0, at)) - Number(isSet(steps.down, 0, at))
    column[at + 1] = (column[at] ?? 0) + step
  }
  return column
}
