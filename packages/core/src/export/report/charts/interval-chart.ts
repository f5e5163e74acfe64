import type { MetricComparison } from '@assay/schemas'
import { decimalsFor, fixed } from '../../number-text.ts'
import { type Html, html } from '../html.ts'
import { labelOf, type Report } from '../report.ts'
import { bottomAxis } from './axis.ts'
import { linearScale, type Scale } from './scale.ts'
import { shortName } from './short-name.ts'

const width = 460
const rowHeight = 26
const top = 4
const [left, right] = [140, 402]

/** The mean of each run with its interval; the dashed line is the baseline's mean. */
export function intervalChart(metric: Pick<MetricComparison, 'title' | 'runs'>, report: Pick<Report, 'runs'>): Html {
  const known = metric.runs.flatMap(({ estimate, low, high }) =>
    [estimate, low, high].filter((value) => value !== null),
  )
  const scale = linearScale(known, { from: left, to: right, ticks: 5 })
  const bottom = top + metric.runs.length * rowHeight
  const decimals = decimalsFor(metric.runs.map(({ estimate }) => estimate))
  const said = metric.runs.map((run) => `${labelOf(report, run.run_id)} ${fixed(run.estimate, decimals)}`).join(', ')
  const baseline = metric.runs[0]?.estimate ?? null
  return html`<svg class="chart" viewBox="0 0 ${width} ${bottom + 22}" role="img" aria-label="${`${metric.title}: ${said}`}">
${bottomAxis(scale, { top, bottom })}
${baseline !== null && html`<line class="reference" x1="${scale.place(baseline).toFixed(1)}" x2="${scale.place(baseline).toFixed(1)}" y1="${top}" y2="${bottom}"/>`}
${metric.runs.map((run, at) => {
  const y = top + (at + 0.5) * rowHeight
  return html`<text class="label" x="${left - 10}" y="${y + 4}" text-anchor="end">${shortName(labelOf(report, run.run_id), 17)}</text>${mark(run, { y, scale })}<text class="value" x="${width - 2}" y="${y + 4}" text-anchor="end">${fixed(run.estimate, decimals)}</text>`
})}
</svg>`
}

type Estimate = Pick<MetricComparison['runs'][number], 'estimate' | 'low' | 'high'>

function mark({ estimate, low, high }: Estimate, { y, scale }: { readonly y: number; readonly scale: Scale }): Html {
  const at = (value: number) => scale.place(value).toFixed(1)
  const hasInterval = low !== null && high !== null
  return html`${hasInterval && html`<path class="whisker" d="M${at(low)} ${y - 5}v10M${at(low)} ${y}H${at(high)}M${at(high)} ${y - 5}v10"/>`}${estimate !== null && html`<circle class="mean" cx="${at(estimate)}" cy="${y}" r="4.5"/>`}`
}
