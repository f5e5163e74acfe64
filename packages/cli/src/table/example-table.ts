import type { ComparisonExample, TextChange } from '@assay/schemas'
import { formatDifference, formatScore } from '../terminal/number-format.ts'
import type { Colours, Paper } from '../terminal/terminal.ts'

/**
 * Renders examples below one another: reference, what changed from the baseline's output to the run's, and who wins.
 */
export function renderPairedExamples(examples: readonly ComparisonExample[], { colours }: Paper): string {
  return examples.map((example) => renderExample(example, colours)).join('\n\n')
}

function renderExample(
  { example, reference, baseline, run, difference, winner, changes }: ComparisonExample,
  colours: Colours,
) {
  const scores = `${formatScore(baseline.score)} → ${formatScore(run.score)} (${formatDifference(difference)})`
  const colour = winner === 'run' ? colours.green : winner === 'baseline' ? colours.red : colours.dim
  const lines = [`${colours.bold(`Example ${example}`)}  ${colour(scores)}`]
  if (reference !== null) lines.push(`${colours.dim('Reference')}  ${oneLine(reference)}`)
  if (changes) return [...lines, `${colours.dim('Changes  ')}  ${renderChanges(changes, colours)}`].join('\n')
  lines.push(`${colours.dim('Baseline ')}  ${oneLine(baseline.prediction ?? baseline.error ?? '–')}`)
  return [...lines, `${colours.dim('Run      ')}  ${oneLine(run.prediction ?? run.error ?? '–')}`].join('\n')
}

/** Where there are no colours, what is removed stands in [-…-] and what is added in {+…+}, as git has it. */
function renderChanges(changes: readonly TextChange[], colours: Colours): string {
  const removed = colours.isColorSupported ? colours.red : (text: string) => `[-${text}-]`
  const added = colours.isColorSupported ? colours.green : (text: string) => `{+${text}+}`
  const paint = { same: (text: string) => text, removed, added }
  return changes.map(({ op, text }) => paint[op](oneLine(text))).join('')
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ')
}
