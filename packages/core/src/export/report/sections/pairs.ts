import type { Difference } from '@assay/schemas'
import { decimalsFor, many, percent, pText, signed } from '../../number-text.ts'
import { primaryScore } from '../../primary-score.ts'
import { scoreTitle } from '../../score-title.ts'
import { type Html, html } from '../html.ts'
import { labelOf, type Report } from '../report.ts'
import { table } from '../table.ts'
import { intervalText, outcomeBadge } from '../words.ts'

/** Nobody reads more rows; the bundle has them all. */
const mostPairs = 200

/** Every run against every other; nothing where there are two. */
export function pairsSection(report: Report): Html {
  const primary = primaryScore(report.comparison)
  if (!primary || primary.differences.length < 2) return html``
  const { differences } = primary
  const decimals = decimalsFor(primary.runs.map(({ estimate }) => estimate))
  const row = ({ run_id, baseline_run_id, difference, p_value, effect_size, outcome }: Difference) => [
    `${labelOf(report, run_id)} against ${labelOf(report, baseline_run_id)}`,
    signed(difference.estimate, decimals),
    intervalText(difference, decimals, signed),
    pText(p_value),
    effect_size.value === null ? '–' : signed(effect_size.value, 2),
    outcomeBadge(outcome),
  ]
  const left = differences.length - mostPairs
  return html`<section aria-labelledby="pairs"><h2 id="pairs">All pairs on ${scoreTitle(primary)}</h2>
${table({
  caption: `Differences of all pairs of runs on ${scoreTitle(primary)}`,
  columns: [
    { title: 'Runs' },
    { title: 'Difference', is_number: true },
    { title: `${percent(report.comparison.level)} interval`, is_number: true },
    { title: 'p', is_number: true },
    { title: "Cohen's d", is_number: true },
    { title: 'The first is' },
  ],
  groups: [{ rows: differences.slice(0, mostPairs).map(row) }],
})}
${left > 0 && html`<p class="note">${many(left, 'more pair')} are in the bundle of this comparison.</p>`}</section>`
}
