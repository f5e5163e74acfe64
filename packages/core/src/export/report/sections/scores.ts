import type { CorpusComparison, MetricComparison } from '@assay/schemas'
import { decimalsFor, fixed, many, percent, pText, signed } from '../../number-text.ts'
import { scoreTitle } from '../../score-title.ts'
import { intervalChart } from '../charts/interval-chart.ts'
import { type Html, html, type Part } from '../html.ts'
import { labelOf, type Report } from '../report.ts'
import { type ReportColumn, table } from '../table.ts'
import { intervalText, outcomeBadge } from '../words.ts'

export function scoresSection(report: Report): Html {
  const { metrics, level } = report.comparison
  const shown = metrics.filter(({ is_detail }) => !is_detail)
  const details = metrics.filter(({ is_detail }) => is_detail)
  return html`<section aria-labelledby="scores"><h2 id="scores">Scores</h2>
<p>Means over the examples that all runs have, with ${percent(level)} intervals. The dashed line is the baseline, ${report.runs[0]?.label}.</p>
<div class="charts">${shown.map((metric) => figure(metric, report))}</div>
${scoreTable(shown, { report, caption: 'Scores, and how runs differ from the baseline' })}
${details.length > 0 && html`<details><summary>Scores that explain others (${details.length})</summary>${scoreTable(details, { report, caption: 'Scores that explain others' })}</details>`}
${corpusSection(report)}</section>`
}

type Score = MetricComparison | CorpusComparison

function figure(metric: Score, report: Report): Html {
  return html`<figure><figcaption>${scoreTitle(metric)} <span class="note">${directionText(metric)}, ${many(metric.examples, 'example')}</span></figcaption>${intervalChart(metric, report)}</figure>`
}

interface Captioned {
  readonly report: Report
  readonly caption: string
  /** The heading of the values; Mean unless given. */
  readonly value?: string
}

function scoreTable(metrics: readonly Score[], { report, caption, value = 'Mean' }: Captioned): Html {
  const interval = `${percent(report.comparison.level)} interval`
  const number = (title: string): ReportColumn => ({ title, is_number: true })
  return table({
    caption,
    columns: [
      { title: 'Run' },
      number(value),
      number(interval),
      number('Difference'),
      number(interval),
      number('p'),
      number('Won / tied / lost'),
      { title: 'Against the baseline' },
    ],
    groups: metrics.map((metric) => ({
      title: html`${scoreTitle(metric)} <span class="note">${directionText(metric)}; ${remarkOn(metric)}</span>`,
      rows: metric.runs.map((run) => rowOf(metric, { run, report })),
    })),
  })
}

interface Row {
  readonly run: MetricComparison['runs'][number]
  readonly report: Report
}

function rowOf(metric: Score, { run, report }: Row): Part[] {
  const decimals = decimalsFor(metric.runs.map(({ estimate }) => estimate))
  const { baseline_run_id } = report.comparison
  const found = metric.differences.find(
    (difference) => difference.run_id === run.run_id && difference.baseline_run_id === baseline_run_id,
  )
  const interval = isAlone(metric) ? '–' : intervalText(run, decimals)
  const own = [labelOf(report, run.run_id), fixed(run.estimate, decimals), interval]
  const isBaseline = run.run_id === baseline_run_id
  if (!found) return [...own, '', '', '', '', isBaseline ? html`<span class="note">baseline</span>` : '']
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

/** Scores over all examples at once, with the reason where they could not be compared. */
function corpusSection(report: Report): Html {
  const { corpus, level } = report.comparison
  if (corpus.length === 0) return html``
  const compared = corpus.filter(({ reason }) => reason === null)
  return html`<h3>Scores over all examples at once</h3>
<p>As papers report them, with ${percent(level)} intervals: what they count is summed over the examples that all runs have, then scored once.</p>
<div class="charts">${compared.map((metric) => figure(metric, report))}</div>
${scoreTable(corpus, { report, caption: 'Corpus scores, and how runs differ from the baseline', value: 'Score' })}`
}

function directionText({ direction }: Score): string {
  return direction === 'neutral' ? 'neither way is better' : `${direction} is better`
}

function isAlone(metric: Score): metric is CorpusComparison {
  return 'reason' in metric && metric.reason !== null
}

function remarkOn(metric: Score): string {
  if (isAlone(metric)) return metric.reason ?? ''
  const { margin, least_examples = 0, examples, clusters } = metric
  const needs = (clusters ?? examples) < least_examples ? `; intervals take at least ${least_examples}` : ''
  return `${margin === 0 ? 'any difference counts' : `a difference within ${margin} is not worth having`}${needs}`
}
