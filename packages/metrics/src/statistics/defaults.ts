import type { PairedMethod } from './comparison/paired-methods.ts'
import type { IntervalMethod } from './interval/interval-methods.ts'
import type { Kind, ScoreRange } from './sample/kind.ts'
import { usualValue } from './sample/usual-value.ts'

/**
 * From how many independent units (examples, or clusters) on intervals of scores without two fixed ends cover at least
 * 93 % in `docs/statistics.md`.
 */
const leastOpen = 100

/** Independent units: how many, and whether they are clusters of examples. */
export interface Independent {
  readonly units: number
  readonly clustered: boolean
}

/**
 * From how many examples (or clusters) on scores of this range have an interval by default: 2 where both ends are
 * fixed, as what was not seen yet cannot lie beyond them; 100 where one is open (null).
 *
 * @example
 * leastExamples([0, null]) // latency: 100
 */
export function leastExamples([least, greatest]: ScoreRange): number {
  return least === null || greatest === null ? leastOpen : 2
}

/** Whether the default interval covers enough at this size. */
export function isEnough(kind: Kind, { units }: Independent): boolean {
  return kind === 'proportion' || kind === 'bounded' || units >= leastOpen
}

/** The interval of a mean that covers enough whatever the scores are like. */
export function defaultInterval(kind: Kind, { units, clustered }: Independent): IntervalMethod {
  if (kind !== 'proportion' || clustered) return 'gaffke'
  return units < 30 ? 'clopper_pearson' : 'wilson'
}

/** The test that keeps its level whatever the differences are like. */
export function defaultTest(kind: Kind, { clustered }: Independent): PairedMethod {
  return kind === 'proportion' && !clustered ? 'mcnemar_exact' : 'gaffke'
}

const largestSparse = 1000

/**
 * Whether nearly all values are the same one, so that the few others say too little about how far values spread: fewer
 * than 10 others, or fewer than four in ten, among less than 1,000.
 */
export function isSparse(values: Float64Array): boolean {
  if (values.length >= largestSparse) return false
  const most = Math.min(10, 0.4 * values.length)
  return usualValue(values, most).others < most
}
