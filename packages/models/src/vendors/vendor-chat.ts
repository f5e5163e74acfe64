import type { LanguageModelV4GenerateResult } from '@ai-sdk/provider'
import { SecretMask } from '@assay/masking'
import { contentText } from '../input.ts'
import { type Adaptation, adaptationTo, unsupported } from '../openai-compatible/adaptation.ts'
import { tooLate } from '../openai-compatible/chat.ts'
import type { Completion } from '../openai-compatible/completion.ts'
import { type Discretion, fromAnswer, fromBrokenCall } from '../openai-compatible/endpoint-error.ts'
import { findSaying } from '../openai-compatible/endpoint-message.ts'
import { type HttpAnswer, jsonOf } from '../openai-compatible/http-answer.ts'
import { outageMs } from '../openai-compatible/outage-seconds.ts'
import { createPartTeller, type PartTeller } from '../openai-compatible/part-teller.ts'
import { requireQuestion, toMessages, toPrompt } from '../openai-compatible/prompt.ts'
import { toPrediction } from '../openai-compatible/to-prediction.ts'
import { PredictionError } from '../prediction-error.ts'
import type { Model, ProviderContext } from '../provider.ts'
import { type RecordedCall, recordCall } from './recorded-call.ts'
import type { Vendor, VendorSpec } from './vendor.ts'
import { toCompletion } from './vendor-answer.ts'
import { type Asked, changeBody, toCallOptions } from './vendor-request.ts'
import { readVendorStream, type StreamedAnswer, StreamFault } from './vendor-stream.ts'

/** Asks a vendor once; what it has refused once, such as a temperature, it is not sent again. */
export function createVendorChat(vendor: Vendor, spec: VendorSpec, context: ProviderContext): Model['predict'] {
  const { api_key } = context
  const refused = new Set<Adaptation>()
  const mask = new SecretMask(api_key === undefined ? [] : [api_key])
  const call = createCall(vendor, spec, context)

  return async (request, signal, onPart) => {
    requireQuestion(request)
    const messages = toMessages(toPrompt(spec, request))
    const hidden = [...messages.map(({ content }) => contentText(content)), api_key ?? '']
    const discretion = { hidden, mask, longest_wait_ms: outageMs(spec) }
    for (;;) {
      const adaptations = new Set(refused)
      const started = performance.now()
      const teller = onPart && createPartTeller({ onPart, mask, reasoning: spec.reasoning })
      const asked = { messages, seed: request.seed, teller }
      const { made, record, streamed } = await call(asked, adaptations, signal)
      const latency_ms = performance.now() - started
      const adaptation = adaptationOf(record)
      if (adaptation === undefined) {
        const completion = completionIn(vendor, { made, record, streamed, discretion })
        return toPrediction(completion, { spec, latency_ms, adaptations: [...adaptations, ...warned(made)], mask })
      }
      refused.add(adaptation)
    }
  }
}

/** What the package of a vendor made of a call, be it a failure, and what really happened. */
interface Called {
  readonly made: LanguageModelV4GenerateResult | Error
  readonly record: RecordedCall
  /** What an answer said that came in pieces. */
  readonly streamed?: StreamedAnswer['body'] | undefined
}

interface Asking extends Omit<Asked, 'signal'> {
  /** Is told the pieces of the answer; undefined: it is to come whole. */
  readonly teller: PartTeller | undefined
}

function createCall(vendor: Vendor, spec: VendorSpec, { fetch, api_key }: ProviderContext) {
  const connection = { baseURL: spec.base_url ?? vendor.base_url, apiKey: api_key ?? '' }
  return async (
    { teller, ...asked }: Asking,
    adaptations: ReadonlySet<Adaptation>,
    signal: AbortSignal | undefined,
  ): Promise<Called> => {
    const timeout = AbortSignal.timeout(spec.timeout_seconds * 1000)
    const change = changeBody(spec, adaptations)
    const record = recordCall({ fetch, has_key: api_key !== undefined, change, mend: vendor.mend })
    const model = await vendor.connect(spec, { ...connection, fetch: record.fetch })
    const ending = signal ? AbortSignal.any([signal, timeout]) : timeout
    const options = toCallOptions(vendor, spec, { ...asked, signal: ending })
    try {
      if (teller === undefined) return { made: await model.doGenerate(options), record }
      const { made, body } = await readVendorStream(model, options, teller)
      return { made, record, streamed: body }
    } catch (error) {
      signal?.throwIfAborted()
      if (timeout.aborted) throw tooLate(spec)
      if (error instanceof PredictionError) throw error
      if (error instanceof StreamFault) return { made: error, record, streamed: { error: error.said } }
      if (record.answer === undefined || isCut(record.answer)) throw fromBrokenCall(record.failure ?? error)
      return { made: error instanceof Error ? error : new Error(String(error)), record }
    }
  }
}

/** It began to come in pieces, and there is no text that tells why it failed. */
function isCut({ headers, text }: HttpAnswer): boolean {
  return text === '' && headers.get('content-type')?.startsWith('text/event-stream') === true
}

function completionIn(
  { read }: Vendor,
  { made, record: { answer }, streamed, discretion }: Called & { readonly discretion: Discretion },
): Completion {
  if (answer === undefined) throw new Error('a package answered without a call')
  const body = streamed ?? jsonOf(answer)
  const saying = findSaying(body)
  const isGood = answer.status >= 200 && answer.status < 300 && !saying
  const completion = isGood
    ? ((streamed ? undefined : read?.(body)) ?? (made instanceof Error ? undefined : toCompletion(made, body)))
    : undefined
  if (completion === undefined) throw fromAnswer(answer, saying, discretion)
  return completion
}

/** Settings that the package of the vendor did not send as they are. */
function warned(made: Called['made']): string[] {
  if (made instanceof Error) return []
  return made.warnings.flatMap((warning) => {
    if (warning.type === 'unsupported') return [unsupported(warning.feature)]
    return warning.type === 'deprecated' ? [unsupported(warning.setting)] : []
  })
}

function adaptationOf({ answer, sent }: RecordedCall): Adaptation | undefined {
  const saying = answer === undefined || answer.status < 400 ? undefined : findSaying(jsonOf(answer))
  return saying && answer && adaptationTo({ status: answer.status, saying }, sent)
}
