import type { ComparisonExample, TextChange } from '@assay/schemas'
import { decimalsFor, fixed, many, signed } from '../../number-text.ts'
import { scoreTitle } from '../../score-title.ts'
import { type Html, html } from '../html.ts'
import { labelOf, type Report } from '../report.ts'

/** Longer texts are cut; the export of examples has them whole. */
const mostCharacters = 3000

/** Where the run of the verdict loses or differs most, its output against the baseline's word by word. */
export function regressionsSection(report: Report): Html {
  const { regressions, regressed, comparison } = report
  const [primary] = comparison.metrics
  const isRepeated = report.runs.some(({ repeats }) => repeats > 1)
  const names = { run: labelOf(report, regressed.run_id), baseline: labelOf(report, regressed.baseline_run_id) }
  const title = primary ? scoreTitle(primary) : ''
  const words = primary?.direction === 'neutral' ? differing : losing
  const head = html`<h2 id="regressions">${words.heading}</h2>`
  if (regressions.length === 0) {
    return html`<section aria-labelledby="regressions">${head}<p>On no example ${words.none(names)} on ${title}.</p></section>`
  }
  return html`<section aria-labelledby="regressions">${head}
<p>The ${many(regressions.length, 'example')} on which ${words.most(names)} on ${title}. <del>Struck through</del>: only ${names.baseline} says it; <ins>underlined</ins>: only ${names.run} does.${isRepeated && ' With repeats, these are the outputs of the first; scores are means.'}</p>
<ol class="examples">${regressions.map((example) => html`<li>${exampleArticle(example, names)}</li>`)}</ol></section>`
}

interface Names {
  readonly run: string
  readonly baseline: string
}

interface Words {
  readonly heading: string
  readonly none: (names: Names) => string
  readonly most: (names: Names) => string
}

const losing: Words = {
  heading: 'Largest regressions',
  none: ({ run, baseline }) => `is ${run} worse than ${baseline}`,
  most: ({ run, baseline }) => `${run} loses most against ${baseline}`,
}

const differing: Words = {
  heading: 'Largest differences',
  none: ({ run, baseline }) => `does ${run} differ from ${baseline}`,
  most: ({ run, baseline }) => `${run} differs most from ${baseline}`,
}

function exampleArticle(shown: ComparisonExample, names: Names): Html {
  const { example, input, reference, baseline, run, difference, changes } = shown
  const decimals = decimalsFor([baseline.score, run.score])
  return html`<article aria-label="Example ${example}">
<h3>Example ${example} <span class="score">${fixed(baseline.score, decimals)} → ${fixed(run.score, decimals)} <strong>${signed(difference, decimals)}</strong></span></h3>
${reference !== null && html`<div class="text"><h4>Reference</h4><p>${cut(reference)}</p></div>`}
${
  changes
    ? html`<div class="text"><h4>${names.baseline} → ${names.run}</h4><p>${changed(changes)}</p></div>`
    : html`<div class="text"><h4>${names.baseline}</h4><p>${cut(baseline.prediction)}</p></div><div class="text"><h4>${names.run}</h4><p>${cut(run.prediction)}</p></div>`
}
${input !== null && html`<details><summary>Input</summary><p class="input">${cut(input)}</p></details>`}</article>`
}

function changed(changes: readonly TextChange[]): Html[] {
  let room = mostCharacters
  const shown: Html[] = []
  for (const { op, text } of changes) {
    const part = text.slice(0, room)
    room -= part.length
    if (part !== '')
      shown.push(op === 'same' ? html`${part}` : op === 'added' ? html`<ins>${part}</ins>` : html`<del>${part}</del>`)
  }
  const left = changes.reduce((sum, { text }) => sum + text.length, 0) - mostCharacters
  return left > 0 ? [...shown, more(left)] : shown
}

function cut(text: string | null): Html {
  if (text === null) return html`<span class="note">nothing</span>`
  const left = text.length - mostCharacters
  return left > 0 ? html`${text.slice(0, mostCharacters)}${more(left)}` : html`${text}`
}

function more(left: number): Html {
  return html` <span class="note">… ${many(left, 'more character')}</span>`
}
