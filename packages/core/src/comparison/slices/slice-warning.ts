import type { ComparisonSlices, MetricComparison, Slice } from '@assay/schemas'
import { count, number } from '../verdict/wording.ts'

/** Characters of a value that are shown. */
const mostShown = 60
/** Of a longer value, no more is read: one character can have any number of code points. */
const longestRead = 4096

interface Setting {
  readonly column: string
  readonly compared: Pick<MetricComparison, 'verdict' | 'title'>
  readonly leading_run_id: string
  readonly runs: readonly { readonly run_id: string; readonly name: string }[]
}

/** Slices in which another run is better than the one that leads over all examples. */
export function warningsOf(
  slices: readonly Slice[],
  { column, compared, leading_run_id, runs }: Setting,
): ComparisonSlices['warnings'] {
  const nameOf = (id: string) => runs.find(({ run_id }) => run_id === id)?.name ?? id
  const leads = compared.verdict.trusted_run_id === leading_run_id ? 'is to be trusted' : 'leads'
  return slices.flatMap(({ value, is_other, examples, differences }) =>
    differences
      .filter(({ outcome }) => outcome === 'better')
      .map(({ run_id, difference }) => ({
        value,
        is_other,
        run_id,
        sentence:
          `${nameOf(leading_run_id)} ${leads} over all examples, but where ` +
          `${place({ column, value, is_other })}, ${nameOf(run_id)} beats it on ${compared.title} by ` +
          `${number(Math.abs(difference.estimate ?? 0))} (${count(examples)}).`,
      })),
  )
}

function place({ column, value, is_other }: Pick<Slice, 'value' | 'is_other'> & { readonly column: string }): string {
  if (is_other) return `${column} has a rarer value`
  return value === null ? `${column} is absent` : `${column} is "${shorten(value)}"`
}

/** Cut between characters as readers see them: no half of an emoji, no letter without its accent. */
function shorten(value: string): string {
  const read = value.slice(0, longestRead)
  const segments = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(read)
  const shown = [...Iterator.from(segments).take(mostShown + 1)].map(({ segment }) => segment)
  const isWhole = shown.length <= mostShown && read.length === value.length
  return (isWhole ? value : `${shown.slice(0, mostShown - 1).join('')}…`).toWellFormed()
}
