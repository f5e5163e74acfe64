import { availableParallelism } from 'node:os'
import type { Log } from '@assay/db'
import type { MeanInterval } from '@assay/metrics'
import { type CallableSpec, type Model, openModel, PredictionError } from '@assay/models'
import { DomainError } from '@assay/schemas'
import pLimit from 'p-limit'
import { Piscina } from 'piscina'
import type { MetricSettings } from '../metric-modules/open-registry.ts'
import { begin, beginning, createPlace, whereIs } from './place.ts'
import type { BatchScores, ScoreTask } from './scoring.ts'
import type { IntervalTask } from './summary.ts'
import type { CorpusTask, MetricAnswer, PredictTask, StatisticNames } from './thread.ts'
import { timeLimit } from './time-limit.ts'

/** Threads that compute, so that the event loop stays free for leases, answers and the database. */
export interface Threads extends AsyncDisposable {
  readonly count: number
  /** Scores a batch. Throws METRIC_FAILED, METRIC_UNAVAILABLE, and METRIC_TOO_SLOW when it had to be killed. */
  score(task: ScoreTask, signal: AbortSignal): Promise<BatchScores>
  /** What the corpus scores of metrics are made of. Throws METRIC_FAILED, METRIC_UNAVAILABLE. */
  statistics(metrics: readonly string[], signal: AbortSignal): Promise<StatisticNames>
  /** Corpus scores from sums. Throws METRIC_FAILED, METRIC_UNAVAILABLE. */
  corpus(task: CorpusTask, signal: AbortSignal): Promise<Readonly<Record<string, number | null>>>
  /** The mean of a score with its interval. */
  interval(task: IntervalTask, signal: AbortSignal): Promise<MeanInterval>
  /** A baseline whose predictions are computed in a thread. */
  baseline(spec: PredictTask['spec']): Model
}

export interface ThreadsOptions {
  /** One less than there are cores, unless given. */
  readonly count?: number
  readonly metrics: MetricSettings
  /** How long metrics may take for a batch, in seconds; 300 unless given. */
  readonly metric_seconds?: number | undefined
  readonly log: Log
}

type Work = typeof import('./thread.ts')

/** A pool of threads; idle ones end by themselves. */
export function createThreads(options: ThreadsOptions): Threads {
  const { count = Math.max(1, availableParallelism() - 1), metrics, metric_seconds = 300, log } = options
  const pool = new Piscina({
    filename: new URL('./thread.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: count,
    idleTimeout: 30_000,
    workerData: metrics,
  })
  // a stray error of a metric after its answer ends its thread; without a listener it would end this process
  pool.on('error', (error: unknown) => log.warn({ error }, 'a computing thread died between two batches'))
  // nothing waits in the pool itself: a task waits here, so that its time begins when a thread has it
  const limit = pLimit(count)

  function run<Name extends keyof Work>(
    name: Name,
    task: Parameters<Work[Name]>[0],
    signal?: AbortSignal,
  ): Promise<Awaited<ReturnType<Work[Name]>>> {
    return pool.run(task, { name, ...(signal && { signal }) })
  }

  async function score(task: ScoreTask, signal: AbortSignal): Promise<BatchScores> {
    signal.throwIfAborted()
    const place = createPlace()
    using time = timeLimit(signal, { seconds: metric_seconds, from: beginning(place) })
    try {
      return made(await run('score', { ...task, place }, time.signal))
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
    count,
    score: (task, signal) => limit(() => score(task, signal)),
    statistics: (metrics, signal) => limit(async () => made(await run('statistics', { metrics }, signal))),
    corpus: (task, signal) => limit(async () => made(await run('corpus', task, signal))),
    interval: (task, signal) => limit(() => run('interval', task, signal)),
    baseline(spec) {
      const model = openModel(spec, { fetch: globalThis.fetch })
      return {
        concurrency: { initial: count * 2, max: count * 2 },
        deterministic: model.deterministic,
        cacheable: model.cacheable,
        identity: (request) => model.identity(request),
        async predict(request, signal) {
          const answer = await limit(() => run('predict', { spec, request }, signal))
          if ('prediction' in answer) return answer.prediction
          throw new PredictionError(answer.failure.kind, answer.failure.reason)
        },
      }
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  }
}

/** Whether a spec is computed here, or asked over the network. */
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
