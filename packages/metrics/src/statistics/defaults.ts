import type { PairedMethod } from './comparison/paired-methods.ts'
import type { IntervalMethod } from './interval/interval-methods.ts'
import type { Kind } from './sample/kind.ts'
import { usualValue } from './sample/usual-value.ts'

/** From how many independent units (examples, or clusters) on a method covers at least 93 % in `docs/statistics.md`. */
interface Since {
  readonly units: number
  readonly method: IntervalMethod
}

const meanMethods = {
  proportion: [
    { units: 30, method: 'wilson' },
    { units: 1, method: 'clopper_pearson' },
  ],
  bounded: [
    { units: 30, method: 'student_t' },
    { units: 10, method: 'bootstrap_t' },
  ],
  half_open: [
    { units: 1000, method: 'student_t' },
    { units: 100, method: 'bootstrap_t' },
  ],
  open: [{ units: 5, method: 'student_t' }],
} satisfies Record<Kind, readonly Since[]>

const clusteredMethods = [
  { units: 40, method: 'student_t' },
  { units: 10, method: 'bootstrap_t' },
] satisfies readonly Since[]

/** Independent units: how many, and whether they are clusters of examples. */
export interface Independent {
  readonly units: number
  readonly clustered: boolean
}

/** The interval of a mean that covers best, and whether it covers enough at this size. */
export function defaultInterval(
  kind: Kind,
  { units, clustered }: Independent,
): { readonly method: IntervalMethod; readonly enough: boolean } {
  const choices: readonly Since[] = clustered && kind !== 'half_open' ? clusteredMethods : meanMethods[kind]
  const found = choices.find((choice) => units >= choice.units)
  return { method: found?.method ?? choices.at(-1)?.method ?? 'student_t', enough: found !== undefined }
}

const differencesNeeded = { proportion: 1, bounded: 10, half_open: 100, open: 5 } satisfies Record<Kind, number>

/** Whether the interval of a mean difference covers enough at this size. */
export function enoughDifferences(kind: Kind, { units, clustered }: Independent): boolean {
  return units >= (clustered ? Math.max(10, differencesNeeded[kind]) : differencesNeeded[kind])
}

/** The test that keeps its level and finds most. */
export function defaultTest(kind: Kind, { units, clustered }: Independent): PairedMethod {
  if (clustered) return units < 40 ? 'approximate_randomisation' : 'paired_t'
  return kind === 'proportion' ? 'mcnemar_exact' : 'paired_t'
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
