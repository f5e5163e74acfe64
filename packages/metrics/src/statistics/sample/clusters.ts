import { checkSameLength, finite, type Numbers } from './check.ts'
import { mean } from './moments.ts'

/** Names the cluster of each example (the source that it shares with others), in the order of the values. */
export type Clusters = ArrayLike<string | number>

/** What is drawn and what errors are independent of each other: examples, or clusters of them, as totals and sizes. */
export interface Units {
  readonly totals: Float64Array
  readonly sizes: Float64Array
}

/** Numbers the clusters of the examples 0, 1, … in order of appearance. */
export function clusterNumbers(clusters: Clusters): { numbers: Int32Array; count: number } {
  const known = new Map<string | number, number>()
  const numbers = Int32Array.from(Array.from(clusters), (name) => {
    const number = known.get(name) ?? known.size
    known.set(name, number)
    return number
  })
  return { numbers, count: known.size }
}

/** Examples, or with `clusters` the totals and sizes of those. */
export function toUnits(values: Float64Array, clusters?: Clusters): Units {
  if (clusters === undefined) return { totals: values, sizes: new Float64Array(values.length).fill(1) }
  checkSameLength(values, clusters, 'values and clusters')
  const { numbers, count } = clusterNumbers(clusters)
  return { totals: totalsOf(values, numbers, count), sizes: sizesOf(numbers, count) }
}

export function totalsOf(values: Float64Array, numbers: Int32Array, count: number): Float64Array {
  const totals = new Float64Array(count)
  numbers.forEach((number, i) => {
    totals[number] = (totals[number] ?? 0) + (values[i] ?? 0)
  })
  return totals
}

export function sizesOf(numbers: Int32Array, count: number): Float64Array {
  const sizes = new Float64Array(count)
  for (const number of numbers) sizes[number] = (sizes[number] ?? 0) + 1
  return sizes
}

/** A mean with its standard error, which is robust to dependence within clusters. */
export interface ClusteredMean {
  readonly mean: number
  /** With the factor G / (G − 1) for G clusters; NaN for one. */
  readonly standard_error: number
  /** Without that factor. */
  readonly standard_error_uncorrected: number
  /** G − 1, the degrees of freedom of Student's t for it. */
  readonly df: number
}

/**
 * The mean of values in clusters and its cluster-robust standard error,
 * SE² = G/(G − 1) · Σ₉ (Σᵢ∈₉ (xᵢ − x̄))² / n²; without clusters each example is its own and SE = s/√n.
 *
 * Source: K.-Y. Liang, S. L. Zeger, Biometrika 73 (1986); equal to statsmodels' OLS on a constant with
 * `cov_type="cluster"`. Units are those of the values. Empty input gives NaN throughout.
 *
 * @throws MetricError `NOT_FINITE`, `LENGTHS_DIFFER`
 */
export function clusteredMean(values: Numbers, clusters?: Clusters): ClusteredMean {
  const column = finite(values, 'values')
  const centre = mean(column)
  const { squares, count } = squaredTotals(column, centre, clusters)
  const uncorrected = Math.sqrt(squares) / values.length
  return {
    mean: centre,
    standard_error: uncorrected * Math.sqrt(count / (count - 1)),
    standard_error_uncorrected: uncorrected,
    df: count - 1,
  }
}

/** Σ (Σᵢ (xᵢ − centre))² over the clusters, each example its own without them; and how many there are. */
function squaredTotals(values: Float64Array, centre: number, clusters?: Clusters): { squares: number; count: number } {
  const distances = new Float64Array(values.length)
  for (let i = 0; i < distances.length; i++) distances[i] = (values[i] ?? 0) - centre
  const totals = clusters === undefined ? distances : toUnits(distances, clusters).totals
  let squares = 0
  for (let i = 0; i < totals.length; i++) squares += (totals[i] ?? 0) * (totals[i] ?? 0)
  return { squares, count: totals.length }
}
