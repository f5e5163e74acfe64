import { MetricError } from '../metric-error.ts'
import { checkNotEmpty, checkSameLength } from '../statistics/sample/check.ts'

/** A class. Numbers and strings of the same look are different classes. */
export type Label = string | number

/** How often each truth (row) met each prediction (column), in the order of the labels. */
export interface ConfusionMatrix {
  readonly labels: readonly Label[]
  readonly counts: readonly (readonly number[])[]
}

/**
 * Counts predictions by truth. The labels are those that occur on either side: numbers in ascending order, then strings
 * by code point, as scikit-learn sorts them.
 *
 * Unit: examples. One example is enough.
 *
 * @throws MetricError `EMPTY`, `LENGTHS_DIFFER`; `NOT_FINITE` for a label that is NaN or infinite
 * @example
 * confusionMatrix(['cat', 'dog'], ['cat', 'cat']) // { labels: ['cat', 'dog'], counts: [[1, 0], [1, 0]] }
 */
export function confusionMatrix(truth: readonly Label[], prediction: readonly Label[]): ConfusionMatrix {
  checkSameLength(truth, prediction, 'truth and prediction')
  checkNotEmpty(truth, 'truth')
  const labels = sortedLabels([...truth, ...prediction])
  const index = new Map(labels.map((label, i) => [label, i]))
  const counts = labels.map(() => new Array<number>(labels.length).fill(0))
  truth.forEach((label, i) => {
    const row = counts[index.get(label) ?? -1]
    const column = index.get(prediction[i] ?? label) ?? -1
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1
  })
  return { labels, counts }
}

/** The distinct labels: numbers ascending, then strings by code point. */
export function sortedLabels<L extends Label>(all: readonly L[]): L[] {
  const labels = [...new Set(all)]
  const wrong = labels.find((label) => typeof label === 'number' && !Number.isFinite(label))
  if (wrong !== undefined) throw new MetricError('NOT_FINITE', `The label ${wrong} is not a finite number.`)
  return labels.sort(compareLabels)
}

/**
 * Row sums (how often each label is true), column sums (how often it is predicted), hits on the diagonal, and all
 * examples.
 */
export interface Margins {
  readonly truth: readonly number[]
  readonly predicted: readonly number[]
  readonly hits: readonly number[]
  readonly total: number
}

export function marginsOf({ counts }: ConfusionMatrix): Margins {
  const truth = counts.map((row) => row.reduce((sum, count) => sum + count, 0))
  const predicted = counts.map((_, j) => counts.reduce((sum, row) => sum + (row[j] ?? 0), 0))
  const hits = counts.map((row, i) => row[i] ?? 0)
  return { truth, predicted, hits, total: truth.reduce((sum, count) => sum + count, 0) }
}

function compareLabels(x: Label, y: Label): number {
  if (typeof x === 'number') return typeof y === 'number' ? x - y : -1
  return typeof y === 'number' ? 1 : compareCodePoints(x, y)
}

function compareCodePoints(x: string, y: string): number {
  const [left, right] = [Array.from(x), Array.from(y)]
  const at = left.findIndex((character, i) => character !== right[i])
  if (at === -1) return left.length - right.length
  return (left[at]?.codePointAt(0) ?? -1) - (right[at]?.codePointAt(0) ?? -1)
}
