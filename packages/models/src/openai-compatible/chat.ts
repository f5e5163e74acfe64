import { SecretMask } from '@assay/masking'
import { contentText } from '../input.ts'
import { PredictionError } from '../prediction-error.ts'
import type { Model, Prediction, ProviderContext, SpecOf } from '../provider.ts'
import { type Adaptation, adaptationTo } from './adaptation.ts'
import { toAnswerText } from './answer-text.ts'
import { readCompletion } from './completion.ts'
import { type Discretion, fromAnswer, fromBrokenCall } from './endpoint-error.ts'
import { findSaying } from './endpoint-message.ts'
import { createPost, type HttpAnswer, jsonOf } from './http-answer.ts'
import { outageMs } from './outage-seconds.ts'
import { createPartTeller, type PartTeller } from './part-teller.ts'
import { requireQuestion, toMessages, toPrompt } from './prompt.ts'
import { toRequestBody } from './request-body.ts'
import { isEventStream, readStream, streamFields } from './stream.ts'

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
      if (adaptation === undefined) return toPrediction(answer, { spec, latency_ms, adaptations, discretion })
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

function tooLate({ timeout_seconds }: Spec): PredictionError {
  return new PredictionError('timeout', `No answer within ${timeout_seconds} s.`, { scope: 'endpoint' })
}

function adaptationOf(answer: HttpAnswer, body: Record<string, unknown>): Adaptation | undefined {
  const saying = answer.status < 400 ? undefined : findSaying(jsonOf(answer))
  return saying && adaptationTo({ status: answer.status, saying }, body)
}

interface Asked {
  readonly spec: Spec
  readonly latency_ms: number
  readonly adaptations: ReadonlySet<Adaptation>
  readonly discretion: Discretion
}

function toPrediction(answer: HttpAnswer, { spec, latency_ms, adaptations, discretion }: Asked): Prediction {
  const body = jsonOf(answer)
  const completion = answer.status >= 200 && answer.status < 300 && !findSaying(body) ? readCompletion(body) : undefined
  if (completion === undefined) throw fromAnswer(answer, findSaying(body), discretion)
  const masked = (text: string | null) => (text === null ? null : discretion.mask.text(text))
  const { output, reasoning } = toAnswerText(completion, spec)
  const { input_tokens, output_tokens, finish_reason, served_model, system_fingerprint } = completion
  return {
    output: discretion.mask.text(output),
    reasoning: masked(reasoning),
    input_tokens,
    output_tokens,
    cost: costOf(completion, spec),
    latency_ms,
    finish_reason,
    served_model: masked(served_model),
    system_fingerprint: masked(system_fingerprint),
    adaptations: [...adaptations],
    answered_at: new Date().toISOString(),
  }
}

type Tokens = Pick<Prediction, 'input_tokens' | 'output_tokens'>

function costOf({ input_tokens, output_tokens }: Tokens, { price }: Spec): number | null {
  if (price === undefined || input_tokens === null || output_tokens === null) return null
  return (input_tokens * price.input_per_million + output_tokens * price.output_per_million) / 1e6
}
