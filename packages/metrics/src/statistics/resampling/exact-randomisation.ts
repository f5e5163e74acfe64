import { MetricError } from '../../metric-error.ts'
import type { Alternative } from '../hypothesis/alternative.ts'
import type { Numbers } from '../sample/check.ts'
import { mean, sum } from '../sample/moments.ts'
import { pairedDifferences, roundingOf } from './paired-resampling.ts'

const largest = 40

/**
 * Fisher's exact randomisation test of a − b: the share of all 2ⁿ ways to swap the two outputs of each example whose
 * mean difference is at least as extreme as the observed one. Counted without listing them, from the sorted sums of two
 * halves.
 *
 * Source: R. A. Fisher, The Design of Experiments (1935). Sums that differ by rounding alone count as equal. All
 * differences 0: p = 1.
 *
 * @throws MetricError `EMPTY`, `LENGTHS_DIFFER`, `NOT_FINITE`; `TOO_LARGE` for more than 40 examples that differ
 */
export function exactRandomisation(
  a: Numbers,
  b: Numbers,
  alternative: Alternative = 'two_sided',
): { difference: number; p_value: number } {
  const all = pairedDifferences(b, a)
  const d = all.filter((x) => x !== 0)
  if (d.length > largest) {
    throw new MetricError(
      'TOO_LARGE',
      `Exact randomisation takes at most ${largest} examples that differ: use approximateRandomisation.`,
    )
  }
  const observed = sum(d)
  const shareFrom = (bound: number) => countFrom(d, bound - roundingOf(d)) / 2 ** d.length
  const p = {
    greater: () => shareFrom(observed),
    less: () => shareFrom(-observed),
    two_sided: () => Math.min(1, 2 * shareFrom(Math.abs(observed))),
  }
  return { difference: mean(all), p_value: p[alternative]() }
}

/** How many choices of signs give a sum of at least `bound`. */
function countFrom(d: Float64Array, bound: number): number {
  const half = d.length >> 1
  const left = signedSums(d.subarray(0, half)).sort()
  const right = signedSums(d.subarray(half)).sort()
  let count = 0
  let below = right.length
  for (const first of left) {
    while (below > 0 && first + (right[below - 1] ?? 0) >= bound) below--
    count += right.length - below
  }
  return count
}

function signedSums(d: Float64Array): Float64Array {
  const sums = new Float64Array(2 ** d.length)
  d.forEach((value, i) => {
    const known = 2 ** i
    for (let k = 0; k < known; k++) {
      sums[known + k] = (sums[k] ?? 0) + value
      sums[k] = (sums[k] ?? 0) - value
    }
  })
  return sums
}
