import { addressProblems, requireKey } from '../openai-compatible/address.ts'
import { baseOf } from '../openai-compatible/http-answer.ts'
import { outageMs } from '../openai-compatible/outage-seconds.ts'
import { type Prompt, toPrompt } from '../openai-compatible/prompt.ts'
import { promptNeeds, promptProblems } from '../openai-compatible/prompt-columns.ts'
import { parameterProblems } from '../openai-compatible/request-body.ts'
import type { Problem, Provider } from '../provider.ts'
import type { Vendor, VendorSpec } from './vendor.ts'
import { createVendorChat } from './vendor-chat.ts'

type VendorRules = Pick<Provider<VendorSpec>, 'offline' | 'problems' | 'needs'>

/** What holds of every vendor, however it is asked. */
export function vendorRules({ takes_budget }: Pick<Vendor, 'takes_budget'>): VendorRules {
  return {
    offline: false,
    problems: (spec, columns) => [
      ...keyProblems(spec),
      ...(spec.base_url === undefined ? [] : addressProblems(spec.base_url)),
      ...(takes_budget ? [] : budgetProblems(spec)),
      ...promptProblems(spec, columns),
      ...parameterProblems(spec),
    ],
    needs: promptNeeds,
  }
}

/** A provider of models that a vendor serves, asked by its package of the AI SDK, without its retries. */
export function vendorProvider(vendor: Vendor): Provider<VendorSpec> {
  return {
    ...vendorRules(vendor),
    open(spec, context) {
      requireKey(context)
      return {
        concurrency: { initial: 4, max: 64 },
        deterministic: false,
        cacheable: true,
        outage_ms: outageMs(spec),
        identity: (request) => identity(spec, baseOf(spec.base_url ?? vendor.base_url), toPrompt(spec, request)),
        predict: createVendorChat(vendor, spec, context),
      }
    },
  }
}

/** Who serves models to everybody wants a key. */
function keyProblems({ provider, base_url, secret }: VendorSpec): Problem[] {
  if (base_url !== undefined || secret !== undefined) return []
  return [{ path: 'secret', message: `is missing: store a key of ${provider} as a secret, and name it` }]
}

function budgetProblems({ provider, reasoning_budget_tokens }: VendorSpec): Problem[] {
  if (reasoning_budget_tokens === undefined) return []
  return [{ path: 'reasoning_budget_tokens', message: `is not taken by ${provider}: set reasoning_effort` }]
}

/** Fields of a spec that change no answer, or stand in its prompt. */
const unasked = new Set(['secret', 'price', 'timeout_seconds', 'outage_seconds', 'system_prompt', 'prompt'])

function identity(spec: VendorSpec, base_url: string, prompt: Prompt): unknown {
  const asked = Object.fromEntries(Object.entries(spec).filter(([name]) => !unasked.has(name)))
  return { ...asked, base_url, prompt }
}
