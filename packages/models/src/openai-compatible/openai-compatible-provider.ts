import type { Provider, SpecOf } from '../provider.ts'
import { addressProblems, requireKey } from './address.ts'
import { createChat } from './chat.ts'
import { baseOf } from './http-answer.ts'
import { outageMs } from './outage-seconds.ts'
import { type Prompt, toPrompt } from './prompt.ts'
import { promptNeeds, promptProblems } from './prompt-columns.ts'
import { parameterProblems } from './request-body.ts'

type Spec = SpecOf<'openai-compatible'>

/** Any endpoint with OpenAI's chat completions. */
export const openaiCompatibleProvider: Provider<SpecOf<'openai-compatible'>> = {
  offline: false,

  problems(spec, columns) {
    return [...addressProblems(spec.base_url), ...promptProblems(spec, columns), ...parameterProblems(spec)]
  },

  needs: promptNeeds,

  open(spec, context) {
    requireKey(context)
    return {
      concurrency: { initial: 4, max: 64 },
      deterministic: false,
      cacheable: true,
      outage_ms: outageMs(spec),
      identity: (request) => identity(spec, toPrompt(spec, request)),
      predict: createChat(spec, context),
    }
  },
}

function identity(spec: Spec, prompt: Prompt): unknown {
  const { provider, base_url, model, revision, temperature, top_p, max_output_tokens } = spec
  const { parameters: further, reasoning, cut_off } = spec
  return {
    provider,
    base_url: baseOf(base_url),
    model,
    revision,
    parameters: { temperature, top_p, max_output_tokens },
    further,
    reasoning,
    cut_off,
    prompt,
  }
}
