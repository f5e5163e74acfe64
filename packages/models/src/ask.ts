import { createAdaptiveConcurrency, type Limiter } from './adaptive-concurrency.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Started } from './in-order.ts'
import type { Answer, Example, Inference } from './inference.ts'
import { toInput } from './input.ts'
import { modelCallKey } from './model-call-cache.ts'
import { createOneAtATime } from './one-at-a-time.ts'
import { Outage } from './outage.ts'
import { PredictionError } from './prediction-error.ts'
import type { Prediction, PredictionRequest } from './provider.ts'
import { defaultRetryPolicy, withRetry } from './retry.ts'

/** An example with its place in the cache; `null` where the model's answers are not kept. */
interface Question {
  readonly example: number
  readonly request: PredictionRequest
  readonly key: string | null
}

/** An example that nobody can be asked about. */
interface Unaskable {
  readonly example: number
  readonly problem: PredictionError
}

interface Surroundings {
  readonly signal: AbortSignal
  /** Told why nothing is asked, and `null` when it goes on. */
  readonly onWait: (reason: string | null) => void
}

/** Starts asking about a batch of examples: the cache first, then the model, equal prompts once. */
export function createAsk(
  inference: Inference,
  around: Surroundings,
): (batch: readonly Example[]) => Promise<Started<Answer>[]> {
  const { model, cache, repeat, clock = systemClock } = inference
  const outage = new Outage(model, { clock, ...around })
  const callModel = createCaller(inference, { clock, outage, ...around })
  const underWay = new Map<string, Promise<Prediction>>()

  function toQuestion({ example, input, fields }: Example): Question | Unaskable {
    try {
      const about = { input: toInput(input), ...(fields && { fields }) }
      const request = { ...about, task: inference.task, repeat, seed: inference.seed }
      return { example, request, key: model.cacheable ? modelCallKey(model, request) : null }
    } catch (error) {
      if (error instanceof PredictionError) return { example, problem: error }
      throw error
    }
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
    const keys = questions.flatMap((question) => ('key' in question ? (question.key ?? []) : []))
    // copied before the cache is asked: a call that ends meanwhile is in one of the two
    const earlier = new Map(underWay)
    const known = cache && keys.length > 0 ? await cache.getMany([...new Set(keys)]) : new Map<string, Prediction>()
    if (known.size > 0) outage.knowsEndpoint()

    return questions.map((question) => {
      if ('problem' in question) return { weight: 0, result: Promise.resolve(unanswered(question, { repeat })) }
      const { key, request } = question
      const had = key === null ? undefined : (known.get(key) ?? earlier.get(key) ?? underWay.get(key))
      return {
        weight: weightOf(request),
        result: toAnswer(question, had ?? call(question), had !== undefined),
      }
    })
  }
}

interface Calling extends Surroundings {
  readonly clock: Clock
  readonly outage: Outage
}

function createCaller(
  { model, retry }: Inference,
  { signal, onWait, clock, outage }: Calling,
): (request: PredictionRequest) => Promise<Prediction> {
  const policy = { ...defaultRetryPolicy, ...retry }
  const limiter: Limiter =
    model.concurrency === 'cpu' ? createOneAtATime() : createAdaptiveConcurrency(model.concurrency, clock)
  return (request) =>
    withRetry(() => limiter.run(() => outage.ask(request), signal), {
      policy,
      clock,
      signal,
      excuses: (error) => outage.excuses(request, error),
      onWait,
    })
}

function weightOf({ input, fields = {} }: PredictionRequest): number {
  const texts = [typeof input === 'string' ? input : JSON.stringify(input), ...Object.values(fields)]
  return texts.reduce((sum, text) => sum + text.length, 0)
}

async function toAnswer(
  { example, request: { repeat } }: Question,
  prediction: Prediction | Promise<Prediction>,
  cached: boolean,
): Promise<Answer> {
  try {
    return { ...(await prediction), example, repeat, error: null, cached }
  } catch (error) {
    if (error instanceof PredictionError) return unanswered({ example, problem: error }, { repeat })
    throw error
  }
}

const nothing = {
  output: null,
  reasoning: null,
  input_tokens: null,
  output_tokens: null,
  reasoning_tokens: null,
  cost: null,
  latency_ms: null,
  finish_reason: null,
  served_model: null,
  system_fingerprint: null,
  adaptations: null,
  answered_at: null,
}

function unanswered({ example, problem }: Unaskable, { repeat }: { readonly repeat: number }): Answer {
  return { ...nothing, example, repeat, cached: false, error: problem.message }
}
