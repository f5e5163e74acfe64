import { defaultSystemPrompt } from '@assay/models'
import type { EvaluatedModel, Task } from '@assay/schemas'
import type { ExportedRun } from '../../export-source.ts'
import { decimalsFor, fixed } from '../../number-text.ts'
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
    ...(model && inference ? promptFacts(model, inference.task) : []),
    ...(run.calls.length > 0 ? callFacts(run) : []),
    ['columns', `input ${input}, reference ${reference}`],
    ['metrics', metrics.join(', ')],
    ['run', run_id],
  ]
}

/** What a model is asked where its spec does not say it. */
function promptFacts(model: EvaluatedModel, task: Task): [string, string][] {
  if (!('max_output_tokens' in model)) return []
  const system = model.system_prompt ?? defaultSystemPrompt(task)
  return [
    ...(model.system_prompt === undefined
      ? [['system prompt, by default', system ?? 'none'] satisfies [string, string]]
      : []),
    ...(model.prompt === undefined ? [['prompt, by default', '{input}'] satisfies [string, string]] : []),
  ]
}

/** What the calls of a run took in all. */
function callFacts({ calls, answers: given }: ExportedRun): [string, string][] {
  const sum = (of: 'cost' | 'input_tokens' | 'output_tokens' | 'examples') =>
    calls.reduce((all, call) => all + call[of], 0)
  const [cost, answers] = [sum('cost'), sum('examples')]
  const each = answers === 0 ? 0 : cost / answers
  return [
    ['answers', `${answers.toLocaleString('en')}${reuse(given)}`],
    ...(given?.notices ?? []).map((notice): [string, string] => ['note', notice]),
    ...(cost > 0
      ? [
          [
            'cost',
            `${fixed(cost, decimalsFor([cost]))} in all, ${fixed(each, decimalsFor([each]))} an answer`,
          ] satisfies [string, string],
        ]
      : []),
    ...(sum('input_tokens') + sum('output_tokens') > 0
      ? [
          [
            'tokens',
            `${sum('input_tokens').toLocaleString('en')} of input, ${sum('output_tokens').toLocaleString('en')} of output`,
          ] satisfies [string, string],
        ]
      : []),
  ]
}

function reuse(given: ExportedRun['answers']): string {
  if (given === undefined || given.reused_answers === 0) return ''
  const since = given.oldest_answer_at === null ? '' : `, the oldest on ${given.oldest_answer_at.slice(0, 10)}`
  return `, ${given.reused_answers.toLocaleString('en')} of them given before${since}`
}

function modelFacts(model: EvaluatedModel | null): [string, string][] {
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
