import { resampleMeans } from '@assay/metrics'

export const resamples = 10_000

export interface DrawnColumns {
  readonly examples: Int32Array
  readonly columns: readonly Float64Array[]
  /** The group of each example: whole groups are drawn. */
  readonly clusters?: Int32Array
}

/**
 * Resampled means of each column, in the order given. Scores over the same examples share their draws, so that 100
 * columns cost little more than their multiplications.
 */
export function drawMeans(scores: readonly DrawnColumns[], seed: number): Float64Array[][] {
  const groups: DrawnColumns[][] = []
  for (const score of scores) {
    const group = groups.find(([first]) => first && isSame(first.examples, score.examples))
    if (group) group.push(score)
    else groups.push([score])
  }
  const drawn = new Map<DrawnColumns, Float64Array[]>()
  for (const group of groups) {
    const columns = group.flatMap((score) => score.columns)
    const { examples, clusters } = group[0] ?? {}
    const options = { seed, resamples, ...(clusters && { clusters }) }
    const means = examples?.length === 0 ? columns : resampleMeans(columns, options)
    let at = 0
    for (const score of group) {
      drawn.set(score, means.slice(at, at + score.columns.length))
      at += score.columns.length
    }
  }
  return scores.map((score) => drawn.get(score) ?? [])
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((example, index) => example === b[index])
}
