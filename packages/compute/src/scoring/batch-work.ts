import type { MeanInterval } from '@assay/metrics'
import {
  type CallableSpec,
  type FailureKind,
  openModel,
  type Prediction,
  PredictionError,
  type PredictionRequest,
} from '@assay/models'
import { threadScorers } from '../thread-scorers.ts'
import { begin, type Place } from './place.ts'
import { type BatchScores, MetricFailure, type ScoreTask } from './scorers.ts'
import { type CorpusSums, corpusScores, type IntervalTask, intervalOf } from './summary.ts'

export interface PredictTask {
  readonly spec: Extract<CallableSpec, { provider: 'baseline' }>
  readonly request: PredictionRequest
}

/** An error loses its class between threads; its facts do not. */
export type PredictAnswer =
  | { readonly prediction: Prediction }
  | { readonly failure: { readonly kind: FailureKind; readonly reason: string } }

/** The result of a metric, or why it failed altogether. */
export type MetricAnswer<Made> =
  | { readonly made: Made }
  | { readonly failure: { readonly metric: string; readonly reason: string; readonly is_unavailable: boolean } }

export interface CorpusTask {
  readonly metric: string
  /** One entry a repeat. */
  readonly repeats: readonly CorpusSums[]
}

/** By metric with corpus scores, the names of the numbers that these are sums of. */
export type SummandNames = Readonly<Record<string, readonly string[]>>

const offline: typeof globalThis.fetch = () => Promise.reject(new Error('baselines make no calls'))

export async function predict({ spec, request }: PredictTask): Promise<PredictAnswer> {
  try {
    return { prediction: await openModel(spec, { fetch: offline }).predict(request) }
  } catch (error) {
    if (error instanceof PredictionError) return { failure: { kind: error.kind, reason: error.reason } }
    throw error
  }
}

export function score({ place, ...task }: ScoreTask & { readonly place: Place }): Promise<MetricAnswer<BatchScores>> {
  begin(place)
  return answering(async () => (await threadScorers()).score(task, place))
}

/** The names of what corpus scores are computed from, by metric that has such scores. */
export function summandNames({ metrics }: Pick<ScoreTask, 'metrics'>): Promise<MetricAnswer<SummandNames>> {
  return answering(async () => {
    const scorers = await threadScorers()
    const names: Record<string, readonly string[]> = {}
    for (const metric of metrics) {
      const { scorer } = await scorers.load(metric)
      if (scorer.corpus) names[metric] = scorer.corpus.statistics
    }
    return names
  })
}

export function corpus({ metric, repeats }: CorpusTask): Promise<MetricAnswer<Record<string, number | null>>> {
  return answering(async () => {
    const { scorer } = await (await threadScorers()).load(metric)
    return scorer.corpus ? corpusScores(scorer.corpus, repeats) : {}
  })
}

export function interval(task: IntervalTask): Promise<MeanInterval> {
  return intervalOf(task)
}

async function answering<Made>(make: () => Promise<Made>): Promise<MetricAnswer<Made>> {
  try {
    return { made: await make() }
  } catch (error) {
    if (!(error instanceof MetricFailure)) throw error
    return { failure: { metric: error.metric, reason: error.message, is_unavailable: error.is_unavailable } }
  }
}
