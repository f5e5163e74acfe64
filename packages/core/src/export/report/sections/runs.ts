import type { ModelSpec } from '@assay/schemas'
import type { ExportedRun } from '../../export-source.ts'
import { type Html, html } from '../html.ts'
import type { Report } from '../report.ts'

export function runsSection({ runs, comparison }: Report): Html {
  return html`<section aria-labelledby="runs"><h2 id="runs">Runs</h2>
<div class="cards">${runs.map(
    (
      run,
    ) => html`<article><h3>${run.label}${run.run_id === comparison.baseline_run_id && html` <span class="note">baseline</span>`}</h3>
<dl class="listed">${factsOf(run).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></article>`,
  )}</div></section>`
}

function factsOf(run: ExportedRun): [string, string][] {
  const { inference, model, repeats, run_id, columns, evaluation } = run
  const metrics = Object.entries(evaluation.metrics).map(([name, version]) => `${name} ${version}`)
  const { input, reference } = columns
  return [
    ...modelFacts(model),
    ...(inference ? inferenceFacts(inference, repeats) : []),
    ['columns', `input ${input}, reference ${reference}`],
    ['metrics', metrics.join(', ')],
    ['run', run_id],
  ]
}

function modelFacts(model: ModelSpec | null): [string, string][] {
  const { provider, ...rest } = model ?? {}
  return Object.entries({ provider, ...rest }).flatMap(([name, value]): [string, string][] => {
    const text = valueText(value)
    return text === '' ? [] : [[words(name), text]]
  })
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? ''
  return Object.entries(value)
    .map(([name, part]) => `${words(name)} ${valueText(part)}`)
    .join(', ')
}

function words(name: string): string {
  return name.replaceAll('_', ' ')
}

function inferenceFacts(
  { task, seed, max_samples }: NonNullable<ExportedRun['inference']>,
  repeats: number,
): [string, string][] {
  return [
    ['task', task.type],
    ['seed', repeats > 1 ? `${seed} to ${seed + repeats - 1}, one a repeat` : String(seed)],
    ['repeats', String(repeats)],
    ['examples', max_samples === null ? 'all' : `the first ${max_samples}`],
  ]
}
