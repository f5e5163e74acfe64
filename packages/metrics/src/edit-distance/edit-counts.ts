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

/**
 * Above so many bytes of table the texts are cut in two, as rapidfuzz does; the cut decides between equal alignments.
 */
const tableBytes = 2 ** 20

/**
 * An edit of an alignment: the positions of what it is about, or, where one side has nothing, before which it stands.
 */
export interface AlignedEdit {
  readonly kind: 'substituted' | 'left_out' | 'added'
  readonly reference: number
  readonly hypothesis: number
}

/** Called for each edit, in no order that means anything. */
type EditSink = (kind: AlignedEdit['kind'], reference: number, hypothesis: number) => void

/** Counts the edits of the alignment that rapidfuzz chooses among the best ones. */
export function editCounts(reference: Symbols, hypothesis: Symbols): EditCounts {
  const tally = { substituted: 0, left_out: 0, added: 0 }
  align(wholeOf(reference, hypothesis), (kind) => tally[kind]++)
  const { substituted: substitutions, left_out: deletions, added: insertions } = tally
  return { hits: reference.length - substitutions - deletions, substitutions, deletions, insertions }
}

/** The edits that `editCounts` counts, in the order of the texts. */
export function listEdits(reference: Symbols, hypothesis: Symbols): readonly AlignedEdit[] {
  const edits: AlignedEdit[] = []
  align(wholeOf(reference, hypothesis), (kind, at, column) => edits.push({ kind, reference: at, hypothesis: column }))
  return edits.sort((a, b) => a.reference - b.reference || a.hypothesis - b.hypothesis)
}

/** Stretches of both texts that are aligned with each other. */
interface Stretch {
  readonly reference: Symbols
  readonly hypothesis: Symbols
  /** Where they begin in their texts. */
  readonly from: { readonly reference: number; readonly hypothesis: number }
  /** Their distance, or more. */
  readonly most: number
}

function wholeOf(reference: Symbols, hypothesis: Symbols): Stretch {
  const most = Math.max(reference.length, hypothesis.length)
  return { reference, hypothesis, from: { reference: 0, hypothesis: 0 }, most }
}

function align({ reference, hypothesis, from, most }: Stretch, edit: EditSink): void {
  const { a, b, start } = trim(reference, hypothesis)
  const inner = { reference: from.reference + start, hypothesis: from.hypothesis + start }
  const band = Math.min(a.length, 2 * Math.min(most, Math.max(a.length, b.length)) + 1)
  const fits = (2 * band * b.length) / 8 < tableBytes && a.length * b.length < 2 ** 28
  if (fits || a.length < 65 || b.length < 10) {
    readOut({ reference: a, hypothesis: b, from: inner, most }, edit)
    return
  }
  const { cut, half, left, right } = middle(a, b)
  align({ reference: a.subarray(0, cut), hypothesis: b.subarray(0, half), from: inner, most: left }, edit)
  const later = { reference: inner.reference + cut, hypothesis: inner.hypothesis + half }
  align({ reference: a.subarray(cut), hypothesis: b.subarray(half), from: later, most: right }, edit)
}

/** From the end: a deletion where one is best, else an insertion where one is best, else a match or substitution. */
function readOut({ reference: a, hypothesis: b, from }: Stretch, edit: EditSink): void {
  const table = stepTable(a, b)
  let [at, column] = [a.length, b.length]
  const note = (kind: AlignedEdit['kind']) => edit(kind, from.reference + at, from.hypothesis + column)
  while (at > 0 && column > 0) {
    if (isSet(table.up, (column - 1) * table.bands, at - 1)) {
      at--
      note('left_out')
      continue
    }
    column--
    if (column > 0 && isSet(table.down, (column - 1) * table.bands, at - 1)) note('added')
    else {
      at--
      if (a[at] !== b[column]) note('substituted')
    }
  }
  while (at > 0) {
    at--
    note('left_out')
  }
  while (column > 0) {
    column--
    note('added')
  }
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
