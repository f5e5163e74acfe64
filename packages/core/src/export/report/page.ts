import { createHash } from 'node:crypto'
import { list } from '../../comparison/verdict/wording.ts'
import { many } from '../number-text.ts'
import { html } from './html.ts'
import type { Report } from './report.ts'
import { distributionsSection } from './sections/distributions.ts'
import { frontsSection } from './sections/fronts.ts'
import { leftOutSection } from './sections/left-out.ts'
import { methodSection } from './sections/method.ts'
import { noiseSection } from './sections/noise.ts'
import { pairsSection } from './sections/pairs.ts'
import { regressionsSection } from './sections/regressions.ts'
import { runsSection } from './sections/runs.ts'
import { scoresSection } from './sections/scores.ts'
import { slicesSection } from './sections/slices.ts'
import { verdictSection } from './sections/verdict.ts'
import { style, styleElement } from './style.ts'

/** What the page may load: its own style, known by its hash, and nothing else. */
const policy =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; ` +
  `base-uri 'none'; form-action 'none'`

/** A report as one page that stands alone: no script, nothing from the network, and what users wrote is text only. */
export function reportPage(report: Report): string {
  const { dataset, runs, comparison } = report
  const title = `${list(runs.map(({ label }) => label))} on ${dataset.name}`
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${styleElement}
</head>
<body>
<header><h1>${title}</h1>
<p class="note">${many(runs.length, 'run')} on version ${dataset.version} of ${dataset.name}, ${many(comparison.examples, 'example')} compared · ${comparison.created_at.slice(0, 10)}</p></header>
<main>
${verdictSection(report)}
${scoresSection(report)}
${pairsSection(report)}
${distributionsSection(report)}
${frontsSection(report)}
${slicesSection(report)}
${leftOutSection(report)}
${noiseSection(report)}
${regressionsSection(report)}
${runsSection(report)}
${methodSection(report)}
</main>
<footer><p class="note">Made by Assay ${report.assay_version}. This file needs no network.</p></footer>
</body>
</html>
`
  return page.markup
}
