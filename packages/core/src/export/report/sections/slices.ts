import type { ComparisonSlices, Slice } from '@assay/schemas'
import { decimalsFor, fixed, many, percent, pText, signed } from '../../number-text.ts'
import { type Html, html, type Part } from '../html.ts'
import { labelOf, type Report } from '../report.ts'
import { table } from '../table.ts'
import { intervalText, outcomeBadge } from '../words.ts'

/** Whoever wants more asks for the slices of the column. */
const mostShown = 12

/** How the runs do in groups of examples, for each column that puts them into a few. */
export function slicesSection(report: Report): Html {
  if (report.slices.length === 0) return html``
  return html`<section aria-labelledby="slices"><h2 id="slices">Slice by slice</h2>
<p>Each run against the one that leads, within groups of examples; p-values are corrected over all of them.</p>
${report.slices.map((sliced) => sliceTable(sliced, report))}</section>`
}

function sliceTable(sliced: ComparisonSlices, report: Report): Html {
  const { column, level, slices, warnings } = sliced
  const left = slices.length - mostShown
  const interval = `${percent(level)} interval`
  return html`<h3>${column}</h3>
${warnings.map(({ sentence }) => html`<p class="note">${sentence}</p>`)}
${table({
  caption: `Runs by ${column}`,
  columns: [
    { title: 'Run' },
    { title: 'Mean', is_number: true },
    { title: interval, is_number: true },
    { title: `Against ${labelOf(report, sliced.leading_run_id)}`, is_number: true },
    { title: interval, is_number: true },
    { title: 'p', is_number: true },
    { title: '' },
  ],
  groups: slices.slice(0, mostShown).map((slice) => ({
    title: html`${nameOf(slice)} <span class="note">${many(slice.examples, 'example')}</span>`,
    rows: slice.runs.map((run) => rowOf(slice, { run, report, leading: sliced.leading_run_id })),
  })),
})}
${left > 0 && html`<p class="note">${many(left, 'more group')} are not shown.</p>`}`
}

function nameOf({ value, is_other }: Slice): string {
  return is_other ? 'others' : (value ?? 'absent')
}

interface Row {
  readonly run: Slice['runs'][number]
  readonly report: Report
  readonly leading: string
}

function rowOf({ runs, differences }: Slice, { run, report, leading }: Row): Part[] {
  const decimals = decimalsFor(runs.map(({ estimate }) => estimate))
  const own = [labelOf(report, run.run_id), fixed(run.estimate, decimals), intervalText(run, decimals)]
  const found = differences.find(({ run_id }) => run_id === run.run_id)
  if (!found) return [...own, '', '', '', run.run_id === leading ? html`<span class="note">leading</span>` : '']
  const { difference, p_value, outcome } = found
  return [
    ...own,
    signed(difference.estimate, decimals),
    intervalText(difference, decimals, signed),
    pText(p_value),
    outcomeBadge(outcome),
  ]
}
