import type { ScoreDeclaration } from '@assay/metrics'

/** One score over the examples that all runs have, in the same order for each. */
export interface ScoreTable {
  readonly score: ScoreDeclaration
  /** A smaller difference does not matter. */
  readonly margin: number
  /** One for each run, with a value for each example; NaN: it has none. */
  readonly columns: readonly Float64Array[]
  /** One list for each run, with the values of each of its repeats; empty: there are none. */
  readonly repeats: readonly (readonly Float64Array[])[]
}

/** The numbers of the examples for which every run has a value. */
export function sharedExamples(columns: readonly Float64Array[]): Int32Array {
  const count = columns[0]?.length ?? 0
  const shared = new Int32Array(count)
  let found = 0
  for (let example = 0; example < count; example++) {
    if (columns.every((column) => Number.isFinite(column[example]))) shared[found++] = example
  }
  return shared.subarray(0, found)
}

export function pick(column: Float64Array, examples: Int32Array): Float64Array {
  const picked = new Float64Array(examples.length)
  for (let at = 0; at < picked.length; at++) picked[at] = column[examples[at] ?? -1] ?? Number.NaN
  return picked
}
