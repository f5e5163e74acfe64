import { decimalsFor, fixed, percent } from '../../number-text.ts'
import { scoreTitle } from '../../score-title.ts'
import { type Html, html } from '../html.ts'
import { labelOf, type Report } from '../report.ts'
import { table } from '../table.ts'

/** How much of the scores is chance of the models; nothing where there are no repeats. */
export function noiseSection(report: Report): Html {
  const groups = report.comparison.metrics.flatMap((metric) => {
    const decimals = decimalsFor(metric.runs.map(({ estimate }) => estimate)) + 1
    const rows = metric.runs.flatMap(({ run_id, noise }) =>
      noise === null
        ? []
        : [
            [
              labelOf(report, run_id),
              String(noise.repeats),
              fixed(noise.standard_deviation, decimals),
              noise.share === null ? '–' : percent(noise.share),
            ],
          ],
    )
    return rows.length === 0 || metric.is_detail ? [] : [{ title: scoreTitle(metric), rows }]
  })
  if (groups.length === 0) return html``
  return html`<section aria-labelledby="noise"><h2 id="noise">Chance of the models</h2>
<p>Repeats with other seeds tell how much of a score is the chance of the model, and how much lies in the examples.</p>
${table({
  caption: 'Noise of the models',
  columns: [
    { title: 'Run' },
    { title: 'Repeats', is_number: true },
    { title: 'Another seed changes the mean by (standard deviation)', is_number: true },
    { title: 'Share of chance in the variance', is_number: true },
  ],
  groups,
})}</section>`
}
