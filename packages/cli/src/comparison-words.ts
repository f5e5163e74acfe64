import type { Outcome } from '@assay/schemas'
import type { Colours } from './terminal.ts'

/** The heading of intervals. */
export function formatLevel(level: number): string {
  return `${Number((level * 100).toFixed(1))} % interval`
}

/** An interval, or that there is none. */
export function formatInterval(
  { low, high }: { readonly low: number | null; readonly high: number | null },
  format: (value: number) => string,
): string {
  return low === null || high === null ? 'no interval' : `${format(low)} to ${format(high)}`
}

/** The colour of an outcome. */
export function colourOf(outcome: Outcome, colours: Colours): (text: string) => string {
  const { green, red, magenta, cyan, yellow } = colours
  return { better: green, worse: red, differs: magenta, equivalent: cyan, undecided: yellow }[outcome]
}
