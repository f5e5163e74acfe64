import type { Asked } from '../routes.ts'
import type { TaskDefinition } from './task.ts'

interface Metric {
  /** What computes it here. */
  readonly native: string
  /** What Lumigator calls the values of examples → what we call the score. */
  readonly scores: Readonly<Record<string, string>>
  /** What it calls the mean of one; by default, `<score>_mean`. */
  readonly mean?: (score: string) => string
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
  token_length: {
    native: 'token_length',
    scores: { ref_token_length: 'ref_token_length', pred_token_length: 'pred_token_length' },
  },
} as const satisfies Record<string, Metric>

/** What result files have beside them, at present always empty. */
export const judged = ['g_eval_summarization', 'g_eval_translation', 'g_eval_translation_noref'] as const

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
}

export async function chooseMetrics(
  { platform, request }: Asked,
  { given, task }: { readonly given: readonly string[] | null; readonly task: TaskDefinition['task'] },
): Promise<ChosenMetrics> {
  const { items } = await platform.call(request, 'metrics.list')
  const why = new Map(items.map(({ name, unavailable_reason }) => [name, unavailable_reason] as const))
  const asked = [...new Set(given ?? defaults[task])]
  const computed: MetricName[] = []
  const left_out: string[] = []
  for (const name of asked) {
    const reason = isMetric(name) ? why.get(metricOf(name).native) : 'it is not known here'
    if (isMetric(name) && reason === null) computed.push(name)
    else left_out.push(`The metric ${name} is left out: ${reason ?? 'it is not installed here'}`)
  }
  return { asked, computed, left_out }
}

/** The metrics of a run in our words. One at least is computed: an evaluation without any would be none. */
export function nativeNames(names: readonly MetricName[]): string[] {
  return names.length === 0 ? [metrics.token_length.native] : names.map((name) => metricOf(name).native)
}
