import type { MetricComparison } from '@assay/schemas'
import { directionSigns } from '../../direction-sign.ts'
import { decimalsFor, fixed, many, percent, pText, signed } from '../../number-text.ts'
import { scoreTitle } from '../../score-title.ts'
import { intervalChart } from '../charts/interval-chart.ts'
import { type Html, html, type Part } from '../html.ts'
import { labelOf, type Report } from '../report.ts'
import { type ReportColumn, table } from '../table.ts'
import { intervalText, outcomeBadge } from '../words.ts'

/** Means with their intervals: drawn, and as numbers. */
export function scoresSection(report: Report): Html {
  const { metrics, level } = report.comparison
  const shown = metrics.filter(({ is_detail }) => !is_detail)
  const details = metrics.filter(({ is_detail }) => is_detail)
  return html`<section aria-labelledby="scores"><h2 id="scores">Scores</h2>
<p>Means over the examples that all runs have, with ${percent(level)} intervals. The dashed line is the baseline, ${report.runs[0]?.label}.</p>
<div class="charts">${shown.map(
    (metric) =>
      html`<figure><figcaption>${scoreTitle(metric)} <span class="note">${directionText(metric)}, ${many(metric.examples, 'example')}</span></figcaption>${intervalChart(metric, report)}</figure>`,
  )}</div>
${scoreTable(shown, { report, caption: 'Scores, and how runs differ from the baseline' })}
${details.length > 0 && html`<details><summary>Scores that explain others (${details.length})</summary>${scoreTable(details, { report, caption: 'Scores that explain others' })}</details>`}
${corpusTable(report)}</section>`
}

interface Captioned {
  readonly report: Report
  readonly caption: string
}

function scoreTable(metrics: readonly MetricComparison[], { report, caption }: Captioned): Html {
  const interval = `${percent(report.comparison.level)} interval`
  const number = (title: string): ReportColumn => ({ title, is_number: true })
  return table({
    caption,
    columns: [
      { title: 'Run' },
      number('Mean'),
      number(interval),
      number('Difference'),
      number(interval),
      number('p'),
      number('Won / tied / lost'),
      { title: 'Against the baseline' },
    ],
    groups: metrics.map((metric) => ({
      title: html`${scoreTitle(metric)} <span class="note">${directionText(metric)}; ${marginText(metric)}</span>`,
      rows: metric.runs.map((run) => rowOf(metric, { run, report })),
    })),
  })
}

interface Row {
  readonly run: MetricComparison['runs'][number]
  readonly report: Report
}

function rowOf(metric: MetricComparison, { run, report }: Row): Part[] {
  const decimals = decimalsFor(metric.runs.map(({ estimate }) => estimate))
  const { baseline_run_id } = report.comparison
  const found = metric.differences.find(
    (difference) => difference.run_id === run.run_id && difference.baseline_run_id === baseline_run_id,
  )
  const own = [labelOf(report, run.run_id), fixed(run.estimate, decimals), intervalText(run, decimals)]
  if (!found) return [...own, '', '', '', '', html`<span class="note">baseline</span>`]
  const { difference, p_value, wins, ties, losses, outcome } = found
  return [
    ...own,
    signed(difference.estimate, decimals),
    intervalText(difference, decimals, signed),
    pText(p_value),
    [wins, ties, losses].map((count) => count?.toLocaleString('en') ?? '–').join(' / '),
    outcomeBadge(outcome),
  ]
}

function corpusTable(report: Report): Html {
  const { corpus } = report.comparison
  if (corpus.length === 0) return html``
  return table({
    caption: 'Scores over all examples at once, as papers report them; without interval',
    columns: [
      { title: 'Run' },
      ...corpus.map(({ title, direction }) => ({
        title: `${title} ${directionSigns[direction]}`,
        is_number: true,
      })),
    ],
    groups: [
      {
        rows: report.runs.map(({ run_id, label }) => [
          label,
          ...corpus.map(({ runs }) => {
            const value = runs.find((run) => run.run_id === run_id)?.value ?? null
            return fixed(value, decimalsFor([value]))
          }),
        ]),
      },
    ],
  })
}

function directionText({ direction }: MetricComparison): string {
  return direction === 'neutral' ? 'neither way is better' : `${direction} is better`
}

function marginText({ margin }: MetricComparison): string {
  return margin === 0 ? 'any difference counts' : `a difference within ${margin} is not worth having`
}
