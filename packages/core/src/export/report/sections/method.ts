import { citationText } from '../../cited-metric.ts'
import { many, percent } from '../../number-text.ts'
import { testName } from '../../test-name.ts'
import { type Html, html } from '../html.ts'
import type { Report } from '../report.ts'

/** Enough to compute it again. */
export function methodSection({ comparison, dataset, cited, assay_version }: Report): Html {
  const { level, method, seed, margins, metrics, corpus } = comparison
  const tests = new Set(
    [...metrics, ...corpus].flatMap(({ differences }) => differences.map(({ test }) => testName(test))),
  )
  const facts: [string, string][] = [
    [
      'Dataset',
      `${dataset.name}, version ${dataset.version}, ${many(dataset.examples, 'example')} (${dataset.filename})`,
    ],
    ['SHA-256 of its file', dataset.sha256 ?? 'not computed'],
    ['Level of confidence', percent(level)],
    [
      'Intervals and tests',
      method === 'analytic'
        ? 'by formula, what does best for the kind of score'
        : `by 10,000 draws of the examples, seed ${seed}`,
    ],
    [
      'Examples that share a source',
      comparison.cluster_column === null ? 'none: each stands for itself' : `grouped by ${comparison.cluster_column}`,
    ],
    ['Tests', [...tests].join(', ')],
    ['Correction', 'Holm, over all differences on a score'],
    [
      'Margins set by hand',
      Object.entries(margins)
        .map(([name, margin]) => `${name} ${margin}`)
        .join(', ') || 'none',
    ],
    ['Seed', String(seed)],
    ['Comparison', comparison.id],
    ['Computed', comparison.created_at],
    ['Assay', assay_version],
    ...cited.map((metric): [string, string] => [`Metric ${metric.name}`, withoutLink(citationText(metric))]),
  ]
  return html`<section aria-labelledby="method"><h2 id="method">How it was computed</h2>
<dl class="listed method">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>`
}

/** The page has no links: addresses are for reading only. */
function withoutLink(text: string): string {
  return text.replaceAll(/\bhttps?:\/\//g, '')
}
