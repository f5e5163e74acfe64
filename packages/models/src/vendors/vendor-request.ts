import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import type { ChatMessage } from '../input.ts'
import type { Adaptation } from '../openai-compatible/adaptation.ts'
import type { Vendor, VendorSpec } from './vendor.ts'
import { toVendorPrompt } from './vendor-prompt.ts'

export interface Asked {
  readonly messages: readonly ChatMessage[]
  readonly seed: number
  readonly signal: AbortSignal
}

/** A call as the package of a vendor takes it. */
export function toCallOptions(
  vendor: Vendor,
  spec: VendorSpec,
  { messages, seed, signal }: Asked,
): LanguageModelV4CallOptions {
  const { temperature, top_p, top_k, max_output_tokens, stop, reasoning_effort } = spec
  const { frequency_penalty, presence_penalty } = spec
  return {
    prompt: toVendorPrompt(messages),
    abortSignal: signal,
    ...(max_output_tokens !== null && { maxOutputTokens: max_output_tokens }),
    ...(temperature !== null && { temperature }),
    ...(top_p !== undefined && { topP: top_p }),
    ...(top_k !== undefined && { topK: top_k }),
    ...(stop !== undefined && { stopSequences: [...stop] }),
    // 0 is none, and some models refuse even that
    ...(frequency_penalty && { frequencyPenalty: frequency_penalty }),
    ...(presence_penalty && { presencePenalty: presence_penalty }),
    // without randomness a seed changes nothing, and not every vendor takes one
    ...(temperature !== 0 && { seed }),
    ...(reasoning_effort !== undefined && { reasoning: reasoning_effort }),
    ...(vendor.options && { providerOptions: vendor.options(spec) }),
  }
}

/** Adds what a spec says in the vendor's own words, and leaves out what the vendor has refused. */
export function changeBody(
  { parameters }: Pick<VendorSpec, 'parameters'>,
  adaptations: ReadonlySet<Adaptation>,
): (body: Record<string, unknown>) => Record<string, unknown> {
  return (made) => {
    const body = { ...made, ...parameters }
    if (adaptations.has('no_temperature')) delete body['temperature']
    if (adaptations.has('no_seed')) delete body['seed']
    if (adaptations.has('no_stream_options')) delete body['stream_options']
    if (adaptations.has('max_completion_tokens')) {
      body['max_completion_tokens'] ??= body['max_tokens']
      delete body['max_tokens']
    }
    return body
  }
}
