import type { Interval } from '../interval/intervals.ts'
import type { Clusters } from '../sample/clusters.ts'
import { mean } from '../sample/moments.ts'
import { boundedUnits } from './bounded-units.ts'
import { lowerBound, lowerP } from './lower-bound.ts'

/** Values of examples, the ends that they cannot leave, and the cluster of each where some share one. */
export interface BoundedSample {
  readonly values: Float64Array
  readonly least: number
  readonly greatest: number
  readonly clusters?: Clusters | undefined
}

/** What can be said of the mean of values that lie between two ends. */
export interface BoundedMean {
  readonly interval: (level: number) => Interval
  /** Two-sided p-value of "the mean is this". */
  readonly p: (value: number) => number
  /** The p-value of "the mean is no nearer to 0 than the margin", by the end that it is nearer to. */
  readonly outsideP: (margin: number) => number
}

/**
 * Gaffke's bound of the mean from both sides, each at half of what may be missed, so that interval and test never
 * contradict each other.
 */
export function boundedMean({ values, least, greatest, clusters }: BoundedSample): BoundedMean {
  const { unit, fromBelow, fromAbove } = boundedUnits(values, { least, greatest }, clusters)
  const centre = mean(values)
  const above = (value: number) => lowerP(fromBelow, value / unit)
  const below = (value: number) => lowerP(fromAbove, -value / unit)
  return {
    interval: (level) => {
      const alpha = (1 - level) / 2
      return { low: unit * lowerBound(fromBelow, alpha), high: -unit * lowerBound(fromAbove, alpha) + 0 }
    },
    p: (value) => Math.min(1, 2 * (centre > value ? above(value) : below(value))),
    outsideP: (margin) => (margin === 0 ? 1 : centre > 0 ? below(margin) : above(-margin)),
  }
}
