import type { ComparisonSlices, Slice } from '@assay/schemas'
import type { ReadyComparison } from '@assay/sdk'
import { formatDifference, formatP, formatScore } from '../terminal/number-format.ts'
import type { Colours, Paper } from '../terminal/terminal.ts'
import { colourOf, formatInterval, formatLevel, reasonText } from './comparison-words.ts'
import { renderTable, wrapText } from './table.ts'

interface Setting extends Paper {
  readonly runs: ReadyComparison['runs']
}

/**
 * Renders the slices of a comparison: scores of each run in each, how they differ from the leading run, and warnings.
 */
export function renderSlices(slices: ComparisonSlices, { runs, ...paper }: Setting): string {
  const { colours, width } = paper
  const names = new Map(runs.map(({ run_id, name }) => [run_id, name]))
  const interval = formatLevel(slices.level)
  const leading = names.get(slices.leading_run_id) ?? slices.leading_run_id
  const head = [
    slices.column,
    'Examples>',
    'Run',
    `${slices.metric}>`,
    interval,
    `Against ${leading}>`,
    interval,
    'p (Holm)>',
    '',
  ]
  const rows = slices.slices.flatMap((slice) =>
    slice.runs.map((run, at) => {
      const place = at === 0 ? [nameOf(slice), String(slice.examples)] : ['', '']
      const score = [names.get(run.run_id) ?? run.run_id, formatScore(run.estimate), formatInterval(run, formatScore)]
      return [...place, ...score, ...differenceCells(slice, run.run_id, colours)]
    }),
  )
  const warnings = slices.warnings.map(({ sentence }) => wrapText(colours.yellow(sentence), { width }))
  return [renderTable(rows, { ...paper, head }), ...(warnings.length > 0 ? ['', ...warnings] : [])].join('\n')
}

function nameOf({ value, is_other }: Slice): string {
  return is_other ? '(others)' : (value ?? '(absent)')
}

function differenceCells({ differences }: Slice, run_id: string, colours: Colours): string[] {
  const found = differences.find((difference) => difference.run_id === run_id)
  if (!found) return ['', colours.dim('leading'), '', '']
  const { difference, p_value, outcome, reason } = found
  return [
    formatDifference(difference.estimate),
    formatInterval(difference, formatDifference, reasonText(reason)),
    formatP(p_value),
    colourOf(outcome, colours)(outcome),
  ]
}
