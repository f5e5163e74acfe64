import type { Difference, MetricComparison } from '@assay/schemas'
import { decimalsFor, many, signed } from '../../number-text.ts'
import { scoreTitle } from '../../score-title.ts'
import { distributionChart } from '../charts/distribution-chart.ts'
import { type Html, html } from '../html.ts'
import { type Distribution, labelOf, type Report } from '../report.ts'

export function distributionsSection(report: Report): Html {
  const { distributions, comparison, runs } = report
  const [primary] = comparison.metrics
  if (!primary || distributions.length === 0) return html``
  const left = runs.length - 1 - distributions.length
  return html`<section aria-labelledby="distributions"><h2 id="distributions">Example by example</h2>
<p>How many examples differ by how much from ${runs[0]?.label} on ${scoreTitle(primary)}: to the right of 0 the run's score is higher. ${colours(primary)} The dashed line is the mean.</p>
<div class="charts">${distributions.map((distribution) => figure(distribution, { report, primary }))}</div>
${left > 0 && html`<p class="note">${many(left, 'more run')} are not drawn.</p>`}</section>`
}

function colours({ direction }: MetricComparison): string {
  if (direction === 'neutral') return 'Neither way is better.'
  return 'Green: the run is better; red: it is worse; grey: next to no difference.'
}

interface Setting {
  readonly report: Report
  readonly primary: MetricComparison
}

function countsOf({ wins, ties, losses }: Difference): string {
  return wins === null ? `equal on ${ties}` : `better on ${wins}, equal on ${ties}, worse on ${losses}`
}

function figure(distribution: Distribution, { report, primary }: Setting): Html {
  const { baseline_run_id } = report.comparison
  const found = primary.differences.find(
    (difference) => difference.run_id === distribution.run_id && difference.baseline_run_id === baseline_run_id,
  )
  const mean = found?.difference.estimate ?? null
  const name = labelOf(report, distribution.run_id)
  const counted = found ? countsOf(found) : ''
  const said = `${name}: ${counted}; mean difference ${signed(mean, decimalsFor([mean]))}`
  return html`<figure><figcaption>${name} <span class="note">${counted}</span></figcaption>${distributionChart(distribution, { direction: primary.direction, mean, said })}</figure>`
}
