import { many } from '../../number-text.ts'
import { type Html, html } from '../html.ts'
import { labelOf, type Report } from '../report.ts'
import { table } from '../table.ts'

export function leftOutSection(report: Report): Html {
  const { examples, left_out, runs } = report.comparison
  const said =
    left_out === 0
      ? `Nothing is left out: all runs have a score for each of the ${many(examples, 'example')}.`
      : `${many(examples, 'example')} are compared. ${many(left_out, 'example')} ${left_out === 1 ? 'is' : 'are'} ` +
        `left out, because at least one run has no score for ${left_out === 1 ? 'it' : 'them'}.`
  const reasons = runs.flatMap(({ run_id, failures, unscored }) => [
    ...failures.map((found) => ({ run_id, what: 'without prediction', ...found })),
    ...unscored.map((found) => ({ run_id, what: 'without score', ...found })),
  ])
  const missing = runs.flatMap(({ run_id, examples: predicted, missing: count = 0 }) =>
    count === 0
      ? []
      : [{ run_id, said: `${count} of ${many(predicted, 'answer')} ${count === 1 ? 'is' : 'are'} missing` }],
  )
  return html`<section aria-labelledby="left-out"><h2 id="left-out">What was left out, and why</h2>
<p>${said}</p>
${missing.length > 0 && html`<ul>${missing.map(({ run_id, said: gap }) => html`<li>${labelOf(report, run_id)}: ${gap} and counted as empty.</li>`)}</ul>`}
${
  left_out > 0 &&
  table({
    caption: 'What each run lacks',
    columns: [
      { title: 'Run' },
      { title: 'Predicted', is_number: true },
      { title: 'Failed', is_number: true },
      { title: 'Without score', is_number: true },
      { title: 'Not given', is_number: true },
    ],
    groups: [
      {
        rows: runs.map((run) => [
          labelOf(report, run.run_id),
          ...[run.examples, run.failed, run.not_scored, run.not_sampled].map((count) => count.toLocaleString('en')),
        ]),
      },
    ],
  })
}
${reasons.length > 0 && html`<ul>${reasons.map(({ run_id, what, reason, examples: lacking }) => html`<li>${labelOf(report, run_id)}: ${many(lacking, 'example')} ${what}: ${reason}</li>`)}</ul>`}</section>`
}
