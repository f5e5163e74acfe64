import type { MeanInterval } from '@assay/metrics'
import { type CallableSpec, type Model, openModel, PredictionError } from '@assay/models'
import { DomainError } from '@assay/schemas'
import type { Pool } from '../pool.ts'
import type { CorpusTask, MetricAnswer, PredictTask, SummandNames } from './batch-work.ts'
import { begin, beginning, createPlace, whereIs } from './place.ts'
import type { BatchScores, ScoreTask } from './scorers.ts'
import type { IntervalTask } from './summary.ts'
import { timeLimit } from './time-limit.ts'

/** Parts of jobs that are computed in threads. */
export interface Scoring {
  /** Batches that are computed at once, at most. */
  readonly batches: number
  /** Scores a batch. Throws METRIC_FAILED, METRIC_UNAVAILABLE, and METRIC_TOO_SLOW when it had to be killed. */
  score(task: ScoreTask, signal: AbortSignal): Promise<BatchScores>
  /** What the corpus scores of metrics are sums of. Throws METRIC_FAILED, METRIC_UNAVAILABLE. */
  summandNames(metrics: readonly string[], signal: AbortSignal): Promise<SummandNames>
  /** Corpus scores from sums. Throws METRIC_FAILED, METRIC_UNAVAILABLE. */
  corpus(task: CorpusTask, signal: AbortSignal): Promise<Readonly<Record<string, number | null>>>
  interval(task: IntervalTask, signal: AbortSignal): Promise<MeanInterval>
  baseline(spec: PredictTask['spec']): Model
}

/** Scoring by threads of the pool; a batch that takes longer than `metric_seconds` is killed with its thread. */
export function openScoring(
  { compute, batches }: Pick<Pool, 'compute' | 'batches'>,
  { metric_seconds }: { readonly metric_seconds: number },
): Scoring {
  async function score(task: ScoreTask, signal: AbortSignal): Promise<BatchScores> {
    signal.throwIfAborted()
    const place = createPlace()
    using time = timeLimit(signal, { seconds: metric_seconds, from: beginning(place) })
    try {
      return made(await compute('score', { ...task, place }, time.signal))
    } catch (error) {
      signal.throwIfAborted()
      if (DomainError.is(error)) throw error
      const { metric, text } = whereIs(place)
      const at = { metric: task.metrics[metric] ?? '', example: task.texts[text]?.example ?? 0 }
      if (time.is_over) throw new DomainError('METRIC_TOO_SLOW', { ...at, limit_seconds: metric_seconds })
      throw new DomainError('METRIC_FAILED', { metric: at.metric, reason: messageOf(error) }, { cause: error })
    } finally {
      begin(place)
    }
  }

  return {
    batches,
    score,
    summandNames: async (metrics, signal) => made(await compute('summandNames', { metrics }, signal)),
    corpus: async (task, signal) => made(await compute('corpus', task, signal)),
    interval: (task, signal) => compute('interval', task, signal),
    baseline(spec) {
      const model = openModel(spec, { fetch: globalThis.fetch })
      return {
        concurrency: { initial: batches * 2, max: batches * 2 },
        deterministic: model.deterministic,
        cacheable: model.cacheable,
        identity: (request) => model.identity(request),
        async predict(request, signal) {
          const answer = await compute('predict', { spec, request }, signal)
          if ('prediction' in answer) return answer.prediction
          throw new PredictionError(answer.failure.kind, answer.failure.reason)
        },
      }
    },
  }
}

export function isBaseline(spec: CallableSpec): spec is PredictTask['spec'] {
  return spec.provider === 'baseline'
}

function made<Made>(answer: MetricAnswer<Made>): Made {
  if ('made' in answer) return answer.made
  const { metric, reason, is_unavailable } = answer.failure
  throw new DomainError(is_unavailable ? 'METRIC_UNAVAILABLE' : 'METRIC_FAILED', { metric, reason })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
