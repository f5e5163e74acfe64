import type { JobOf, Run } from '@assay/schemas'
import { keptWith } from './kept.ts'
import { isMetric, type MetricName, metricOf, metrics } from './metric-name.ts'
import type { EvaluatedJob } from './state.ts'

/** The numbers of a job under one name each: means of scores rounded to three decimals, and numbers of tokens. */
export function flatMetrics(run: Pick<Run, 'metadata' | 'name' | 'model' | 'metrics'>, job: EvaluatedJob) {
  return job.kind === 'evaluation' ? scoreMeans(run, job) : tokenAverages(job)
}

function scoreMeans(run: Parameters<typeof keptWith>[0], { result }: JobOf<'evaluation'>): Record<string, number> {
  if (!result) return {}
  return Object.fromEntries(
    metricsOf(run).flatMap((name) => {
      const { scores, mean = (score: string) => `${score}_mean` } = metricOf(name)
      return Object.entries(scores).flatMap(([score, native]) => {
        const value = result.scores[native]?.estimate
        return value === null || value === undefined ? [] : [[`${name}_${mean(score)}`, round(value)] as const]
      })
    }),
  )
}

/** Those whose results are shown: what was asked for, or of a run of ours what it has. */
export function metricsOf(run: Parameters<typeof keptWith>[0]): MetricName[] {
  const { metrics: asked } = keptWith(run)
  if (asked.length > 0) return asked.filter(isMetric)
  return Object.keys(metrics)
    .filter(isMetric)
    .filter((name) => run.metrics.includes(metricOf(name).native))
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

/** Of a model that does not count tokens there are none. */
export function tokenAverages({ result }: JobOf<'inference' | 'annotation'>): Record<string, number> {
  if (!result || result.input_tokens + result.output_tokens === 0) return {}
  const answered = Math.max(1, result.examples - result.failed)
  const [prompt, completion] = [result.input_tokens / answered, result.output_tokens / answered]
  return {
    avg_prompt_tokens: prompt,
    avg_total_tokens: prompt + completion,
    avg_completion_tokens: completion,
    avg_reasoning_tokens: 0,
    avg_answer_tokens: completion,
  }
}
