import type { MetricComparison } from '@assay/schemas'
import { decimalsFor, many, percent, pText } from '../../number-text.ts'
import { scoreTitle } from '../../score-title.ts'
import { type Html, html } from '../html.ts'
import { labelOf, type Report } from '../report.ts'
import { differenceText, outcomeBadge } from '../words.ts'

export function verdictSection(report: Report): Html {
  const { verdict, level, examples } = report.comparison
  const facts: [string, string][] = [
    [
      `Difference (${percent(level)} interval)`,
      differenceText(verdict.difference, decimalsFor([verdict.difference.estimate])),
    ],
    ['p, corrected', pText(verdict.p_value)],
    [
      "Effect size (Cohen's d)",
      verdict.effect_size.value === null ? '–' : verdict.effect_size.value.toFixed(2).replace('-', '−'),
    ],
    ['Compared on', many(examples, 'example')],
    ...(verdict.needed_examples
      ? [['Would settle it', `about ${many(verdict.needed_examples, 'more example')}`] satisfies [string, string]]
      : []),
  ]
  return html`<section aria-labelledby="verdict" class="verdict ${kindOf(report)}">
<h2 id="verdict">${headline(report)}</h2>
<p class="sentence">${verdict.sentence}</p>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</section>
${verdictsByScore(report)}`
}

function headline(report: Report): string {
  const { verdict, metrics } = report.comparison
  if (verdict.trusted_run_id !== null) return `Trust ${labelOf(report, verdict.trusted_run_id)}`
  if (verdict.outcome === 'differs') return 'They differ'
  if (verdict.outcome !== 'equivalent') return 'Undecided'
  return metrics[0]?.direction === 'neutral' ? 'No difference' : 'Take either'
}

function kindOf({ comparison: { verdict } }: Report): string {
  return verdict.trusted_run_id === null ? verdict.outcome : 'trusted'
}

function verdictsByScore(report: Report): Html {
  const shown = report.comparison.metrics.filter(({ is_detail }) => !is_detail)
  if (shown.length < 2) return html``
  return html`<section aria-labelledby="verdicts"><h2 id="verdicts">What each score says</h2>
<dl class="verdicts">${shown.map(
    (metric) =>
      html`<div><dt>${scoreTitle(metric)} ${badgeOf(metric, report)}</dt><dd>${metric.verdict.sentence}</dd></div>`,
  )}</dl></section>`
}

function badgeOf({ verdict: { trusted_run_id, outcome } }: MetricComparison, report: Report): Html {
  if (trusted_run_id === null) return outcomeBadge(outcome)
  return html`<span class="outcome trusted"><span aria-hidden="true">✓</span> ${labelOf(report, trusted_run_id)}</span>`
}
