import { SecretMask } from '@assay/masking'
import { contentText } from '../input.ts'
import { PredictionError } from '../prediction-error.ts'
import type { Model, ProviderContext, SpecOf } from '../provider.ts'
import { type Adaptation, adaptationTo } from './adaptation.ts'
import { type Completion, readCompletion } from './completion.ts'
import { type Discretion, fromAnswer, fromBrokenCall } from './endpoint-error.ts'
import { findSaying } from './endpoint-message.ts'
import { createPost, type HttpAnswer, jsonOf } from './http-answer.ts'
import { outageMs } from './outage-seconds.ts'
import { createPartTeller, type PartTeller } from './part-teller.ts'
import { requireQuestion, toMessages, toPrompt } from './prompt.ts'
import { toRequestBody } from './request-body.ts'
import { isEventStream, readStream, streamFields } from './stream.ts'
import { toPrediction } from './to-prediction.ts'

type Spec = SpecOf<'openai-compatible'>

/** Asks an endpoint; what it has refused once, such as max_tokens, it is not sent again. */
export function createChat(spec: Spec, context: ProviderContext): Model['predict'] {
  const call = createCall(spec, context)
  const refused = new Set<Adaptation>()
  const mask = new SecretMask(context.api_key === undefined ? [] : [context.api_key])
  const longest_wait_ms = outageMs(spec)

  return async (request, signal, onPart) => {
    requireQuestion(request)
    const messages = toMessages(toPrompt(spec, request))
    const hidden = [...messages.map(({ content }) => contentText(content)), context.api_key ?? '']
    const discretion = { hidden, mask, longest_wait_ms }
    for (;;) {
      const adaptations = new Set(refused)
      const plain = toRequestBody(spec, { messages, seed: request.seed, adaptations })
      const body = onPart ? { ...plain, ...streamFields(adaptations) } : plain
      const teller = onPart && createPartTeller({ onPart, mask, reasoning: spec.reasoning })
      const started = performance.now()
      const answer = await call(body, signal, teller)
      const latency_ms = performance.now() - started
      const adaptation = adaptationOf(answer, body)
      if (adaptation === undefined) {
        return toPrediction(completionIn(answer, discretion), { spec, latency_ms, adaptations, mask })
      }
      refused.add(adaptation)
    }
  }
}

type Call = (
  body: Record<string, unknown>,
  signal: AbortSignal | undefined,
  teller: PartTeller | undefined,
) => Promise<HttpAnswer>

function createCall(spec: Spec, context: ProviderContext): Call {
  const post = createPost(spec, context)
  return async (body, signal, teller) => {
    const timeout = AbortSignal.timeout(spec.timeout_seconds * 1000)
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout
    const read = (answer: Response) => (teller && isEventStream(answer) ? readStream(answer, teller) : answer.text())
    try {
      return await post(body, either, teller && read)
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof PredictionError) throw error
      if (timeout.aborted) throw tooLate(spec)
      throw fromBrokenCall(error)
    }
  }
}

export function tooLate({ timeout_seconds }: Pick<Spec, 'timeout_seconds'>): PredictionError {
  return new PredictionError('timeout', `No answer within ${timeout_seconds} s.`, { scope: 'endpoint' })
}

function adaptationOf(answer: HttpAnswer, body: Record<string, unknown>): Adaptation | undefined {
  const saying = answer.status < 400 ? undefined : findSaying(jsonOf(answer))
  return saying && adaptationTo({ status: answer.status, saying }, body)
}

/** The completion in an answer. Throws PredictionError where it is none. */
function completionIn(answer: HttpAnswer, discretion: Discretion): Completion {
  const body = jsonOf(answer)
  const saying = findSaying(body)
  const completion = answer.status >= 200 && answer.status < 300 && !saying ? readCompletion(body) : undefined
  if (completion === undefined) throw fromAnswer(answer, saying, discretion)
  return completion
}
