import type { Difference, MetricComparison, Outcome } from '@assay/schemas'
import type { Colours } from '../terminal/terminal.ts'

/** The heading of intervals. */
export function formatLevel(level: number): string {
  return `${Number((level * 100).toFixed(1))} % interval`
}

const whyNot = {
  too_few_examples: 'too few examples',
  all_equal: 'all equal',
  nearly_all_equal: 'nearly all equal',
  says_nothing: 'says nothing',
  missing_answers: 'answers missing',
} as const satisfies Record<NonNullable<Difference['reason']>, string>

/** Why there is no interval; of too few examples, how many it takes. */
export function reasonText(
  reason: Difference['reason'] = 'too_few_examples',
  {
    least_examples = 0,
    examples,
    clusters,
  }: Partial<Pick<MetricComparison, 'least_examples' | 'examples' | 'clusters'>> = {},
): string {
  if (reason === null) return 'no interval'
  const units = clusters ?? examples ?? Number.POSITIVE_INFINITY
  if (reason !== 'too_few_examples' || units >= least_examples) return whyNot[reason]
  return `needs ${least_examples} ${typeof clusters === 'number' ? 'groups' : 'examples'}`
}

/** An interval, or what is said instead. */
export function formatInterval(
  { low, high }: { readonly low: number | null; readonly high: number | null },
  format: (value: number) => string,
  instead: string = whyNot.too_few_examples,
): string {
  return low === null || high === null ? instead : `${format(low)} to ${format(high)}`
}

/** The colour of an outcome. */
export function colourOf(outcome: Outcome, colours: Colours): (text: string) => string {
  const { green, red, magenta, cyan, yellow } = colours
  return { better: green, worse: red, differs: magenta, equivalent: cyan, undecided: yellow }[outcome]
}
