import type { ModelChoice } from '@assay/schemas'
import type { Asked } from '../routes.ts'
import { chooseJudge } from './judge.ts'
import type { TaskDefinition } from './task.ts'

interface Metric {
  /** What computes it here. */
  readonly native: string
  /** What Lumigator calls the values of examples → what we call the score. */
  readonly scores: Readonly<Record<string, string>>
  /** What it calls the mean of one; by default, `<score>_mean`. */
  readonly mean?: (score: string) => string
  /** Of G-Eval the judge here, which tells reasons with its scores. */
  readonly judge?: string
}

/** The criteria of a judge that comes with Assay are scores of its metric. */
function judged(judge: string, criteria: readonly string[]): Metric {
  const native = `judge/${judge}`
  return { judge, native, scores: Object.fromEntries(criteria.map((name) => [name, `${native}/${name}`])) }
}

/** Lumigator's metrics, in the order of its result files. */
export const metrics = {
  bertscore: {
    native: 'bertscore',
    scores: { precision: 'bertscore_precision', recall: 'bertscore_recall', f1: 'bertscore_f1' },
  },
  meteor: { native: 'meteor', scores: { meteor: 'meteor' } },
  rouge: {
    native: 'rouge',
    scores: { rouge1: 'rouge1', rouge2: 'rouge2', rougeL: 'rougeL', rougeLsum: 'rougeLsum' },
  },
  bleu: { native: 'bleu_hf', scores: { bleu: 'bleu_hf' } },
  comet: { native: 'comet', scores: { scores: 'comet' }, mean: () => 'mean_score' },
  g_eval_summarization: judged('g_eval_summarization', ['coherence', 'consistency', 'fluency', 'relevance']),
  g_eval_translation: judged('g_eval_translation', ['consistency', 'fluency']),
  g_eval_translation_noref: judged('g_eval_translation_noref', ['consistency', 'fluency']),
  token_length: {
    native: 'token_length',
    scores: { ref_token_length: 'ref_token_length', pred_token_length: 'pred_token_length' },
  },
} as const satisfies Record<string, Metric>

export type MetricName = keyof typeof metrics

export function isMetric(name: string): name is MetricName {
  return Object.hasOwn(metrics, name)
}

export function metricOf(name: MetricName): Metric {
  return metrics[name]
}

const defaults: Readonly<Record<TaskDefinition['task'], readonly MetricName[]>> = {
  summarization: ['bertscore', 'meteor', 'rouge'],
  translation: ['bleu', 'comet', 'meteor'],
  'text-generation': ['bertscore', 'bleu', 'meteor', 'rouge'],
}

/** What is computed of what was asked for, and why not the rest. */
export interface ChosenMetrics {
  readonly asked: string[]
  readonly computed: MetricName[]
  /** Lines for the log. */
  readonly left_out: string[]
  /** Who judges; undefined: nothing is judged. */
  readonly judge_model: ModelChoice | undefined
}

interface WantedMetrics extends Partial<Parameters<typeof chooseJudge>[1]> {
  /** Null: those of the task. */
  readonly given: readonly string[] | null
  readonly task: TaskDefinition['task']
}

export async function chooseMetrics(
  asked_by: Asked,
  { given, task, llm_as_judge = null, secret_key_name = null }: WantedMetrics,
): Promise<ChosenMetrics> {
  const { items } = await asked_by.platform.call(asked_by.request, 'metrics.list')
  const why = new Map(items.map(({ name, unavailable_reason }) => [name, unavailable_reason] as const))
  const asked = [...new Set(given ?? defaults[task])]
  const isJudged = asked.some((name) => isMetric(name) && metricOf(name).judge !== undefined)
  const judge_model = isJudged ? await chooseJudge(asked_by, { llm_as_judge, secret_key_name }) : undefined
  const reasonOf = (name: MetricName) => {
    const { judge, native } = metricOf(name)
    return judge === undefined ? why.get(native) : judge_model === undefined ? noJudge : null
  }
  const computed: MetricName[] = []
  const left_out: string[] = []
  for (const name of asked) {
    const reason = isMetric(name) ? reasonOf(name) : 'it is not known here'
    if (isMetric(name) && reason === null) computed.push(name)
    else left_out.push(`The metric ${name} is left out: ${reason ?? 'it is not installed here'}`)
  }
  return { asked, computed, left_out, judge_model }
}

const noJudge = 'no model is configured to judge: name one as llm_as_judge, or keep a key as openai_api_key'

/** What of an evaluation is about metrics, in our words. One is computed at least: without any it would be none. */
export function scoring({ computed, judge_model }: ChosenMetrics) {
  const names = computed.length === 0 ? [metrics.token_length.native] : computed.map((name) => metricOf(name).native)
  return { metrics: names, ...(judge_model !== undefined && { judge_model }) }
}
