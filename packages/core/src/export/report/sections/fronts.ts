import type { Front } from '@assay/schemas'
import { decimalsFor, fixed } from '../../number-text.ts'
import { scoreTitle } from '../../score-title.ts'
import { frontChart } from '../charts/front-chart.ts'
import { type Html, html } from '../html.ts'
import { labelOf, type Report } from '../report.ts'
import { table } from '../table.ts'

const expenses = {
  cost: { title: 'cost per example', heading: 'Quality against cost' },
  latency_ms: { title: 'latency per example (ms)', heading: 'Quality against latency' },
} as const satisfies Record<Front['expense'], { title: string; heading: string }>

export function frontsSection(report: Report): Html {
  const known = report.comparison.fronts.filter(
    ({ runs }) => runs.filter(({ is_optimal }) => is_optimal !== null).length > 1,
  )
  return html`${known.map((front) => frontSection(front, report))}`
}

function frontSection(front: Front, report: Report): Html {
  const { title, heading } = expenses[front.expense]
  const metric = report.comparison.metrics.find((compared) => compared.metric === front.quality)
  const quality = metric ? scoreTitle(metric) : front.quality
  const qualityDecimals = decimalsFor(front.runs.map((run) => run.quality))
  const expenseDecimals = decimalsFor(front.runs.map((run) => run.expense))
  const unknown = front.runs.filter(({ is_optimal }) => is_optimal === null).length
  return html`<section aria-labelledby="front-${front.expense}"><h2 id="front-${front.expense}">${heading}</h2>
<p>The line joins the runs that no other run matches for less.</p>
<figure>${frontChart(front, { report, direction: metric?.direction === 'lower' ? 'lower' : 'higher', quality, expense: title })}</figure>
${table({
  caption: heading,
  columns: [
    { title: 'Run' },
    { title: quality, is_number: true },
    { title: title.charAt(0).toUpperCase() + title.slice(1), is_number: true },
    { title: 'Optimal' },
  ],
  groups: [
    {
      rows: front.runs.map((run) => [
        labelOf(report, run.run_id),
        fixed(run.quality, qualityDecimals),
        fixed(run.expense, expenseDecimals),
        run.is_optimal === null ? 'unknown' : run.is_optimal ? 'yes' : 'no',
      ]),
    },
  ],
})}
${unknown > 0 && html`<p class="note">What is unknown is not drawn.</p>`}</section>`
}
