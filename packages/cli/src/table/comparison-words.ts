import type { Difference, Outcome } from '@assay/schemas'
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

/** An interval, or why there is none. */
export function formatInterval(
  { low, high }: { readonly low: number | null; readonly high: number | null },
  format: (value: number) => string,
  reason: Difference['reason'] = 'too_few_examples',
): string {
  return low === null || high === null
    ? reason === null
      ? 'no interval'
      : whyNot[reason]
    : `${format(low)} to ${format(high)}`
}

/** The colour of an outcome. */
export function colourOf(outcome: Outcome, colours: Colours): (text: string) => string {
  const { green, red, magenta, cyan, yellow } = colours
  return { better: green, worse: red, differs: magenta, equivalent: cyan, undecided: yellow }[outcome]
}
