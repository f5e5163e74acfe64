import { openaiCompatibleProvider } from '../openai-compatible/openai-compatible-provider.ts'
import type { Provider, SpecOf } from '../provider.ts'
import type { VendorSpec } from './vendor.ts'
import { vendorRules } from './vendor-provider.ts'

const base_url = 'https://router.huggingface.co/v1'

/**
 * Models that Hugging Face passes questions on to. Behind its router are many servers with OpenAI's chat completions,
 * so it is asked as any such server is.
 */
export const huggingfaceProvider: Provider<VendorSpec> = {
  ...vendorRules({ takes_budget: false }),
  open: (spec, context) => openaiCompatibleProvider.open(toEndpoint(spec), context),
}

function toEndpoint({
  stop,
  top_k,
  frequency_penalty,
  presence_penalty,
  ...spec
}: VendorSpec): SpecOf<'openai-compatible'> {
  const { reasoning_effort, reasoning_budget_tokens: _, parameters, ...rest } = spec
  const further = { stop, top_k, frequency_penalty, presence_penalty, reasoning_effort, ...parameters }
  const given = Object.fromEntries(
    Object.entries(further).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
  return { ...rest, provider: 'openai-compatible', base_url: spec.base_url ?? base_url, parameters: given }
}
