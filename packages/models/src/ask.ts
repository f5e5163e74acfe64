import { createAdaptiveConcurrency, type Limiter } from './adaptive-concurrency.ts'
import { systemClock } from './clock.ts'
import type { Started } from './in-order.ts'
import type { Answer, Example, Inference } from './inference.ts'
import { modelCallKey } from './model-call-cache.ts'
import { createOneAtATime } from './one-at-a-time.ts'
import { PredictionError } from './prediction-error.ts'
import type { Prediction, PredictionRequest } from './provider.ts'
import { defaultRetryPolicy, withRetry } from './retry.ts'

/** An example with its place in the cache; `null` where the model's answers are not kept. */
interface Question {
  readonly example: number
  readonly request: PredictionRequest
  readonly key: string | null
}

/** Starts asking about a batch of examples: the cache first, then the model, equal prompts once. */
export function createAsk(
  inference: Inference,
  signal: AbortSignal,
): (batch: readonly Example[]) => Promise<Started<Answer>[]> {
  const { model, cache, repeat } = inference
  const callModel = createCaller(inference, signal)
  const underWay = new Map<string, Promise<Prediction>>()

  function toQuestion({ example, input }: Example): Question {
    const request = { input, task: inference.task, repeat, seed: inference.seed }
    return { example, request, key: model.cacheable ? modelCallKey(model, request) : null }
  }

  async function callAndKeep({ request, key }: Question): Promise<Prediction> {
    try {
      const prediction = await callModel(request)
      if (key !== null) await cache?.put(key, prediction)
      return prediction
    } finally {
      if (key !== null) underWay.delete(key)
    }
  }

  function call(question: Question): Promise<Prediction> {
    const prediction = callAndKeep(question)
    if (question.key !== null) underWay.set(question.key, prediction)
    return prediction
  }

  return async (batch) => {
    const questions = batch.map(toQuestion)
    const keys = questions.flatMap(({ key }) => key ?? [])
    // copied before the cache is asked: a call that ends meanwhile is in one of the two
    const earlier = new Map(underWay)
    const known = cache && keys.length > 0 ? await cache.getMany([...new Set(keys)]) : new Map<string, Prediction>()

    return questions.map((question) => {
      const { key, request } = question
      const had = key === null ? undefined : (known.get(key) ?? earlier.get(key) ?? underWay.get(key))
      return {
        weight: request.input.length,
        result: toAnswer(question, had ?? call(question), had !== undefined),
      }
    })
  }
}

function createCaller(inference: Inference, signal: AbortSignal): (request: PredictionRequest) => Promise<Prediction> {
  const { model } = inference
  const clock = inference.clock ?? systemClock
  const policy = { ...defaultRetryPolicy, ...inference.retry }
  const limiter: Limiter =
    model.concurrency === 'cpu' ? createOneAtATime() : createAdaptiveConcurrency(model.concurrency, clock)
  return (request) =>
    withRetry(() => limiter.run(() => model.predict(request, signal), signal), { policy, clock, signal })
}

async function toAnswer(
  { example, request }: Question,
  prediction: Prediction | Promise<Prediction>,
  cached: boolean,
): Promise<Answer> {
  const about = { example, repeat: request.repeat, cached }
  try {
    const { output, input_tokens, output_tokens, cost, latency_ms } = await prediction
    return { ...about, output, error: null, input_tokens, output_tokens, cost, latency_ms }
  } catch (error) {
    if (!(error instanceof PredictionError)) throw error
    const nothing = { input_tokens: null, output_tokens: null, cost: null, latency_ms: null }
    return { ...about, cached: false, output: null, error: error.message, ...nothing }
  }
}
