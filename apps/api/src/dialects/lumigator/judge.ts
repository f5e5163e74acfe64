import type { ModelChoice } from '@assay/schemas'
import { body, nullable, text } from '../lax.ts'
import type { Asked } from '../routes.ts'
import { choose, generationConfig } from './model-choice.ts'
import { hasSecret } from './secret.ts'

/** The model that judges, as a request names it. */
export const judge = nullable(body({ model_name: text, model_base_url: text }))

interface Wanted {
  readonly llm_as_judge: { readonly model_name: string; readonly model_base_url: string } | null
  readonly secret_key_name: string | null
}

/** Who judges where a request does not say: asked with the key that is kept under this name. */
const usual = { provider: 'openai', model: 'gpt-4o', secret_key_name: 'openai_api_key' } as const

const asking = { system_prompt: null, generation_config: generationConfig.parse({ temperature: 0 }) }

/** The model that judges. Undefined: none is named, and there is neither an entry nor a key for the usual one. */
export async function chooseJudge(asked: Asked, wanted: Wanted): Promise<ModelChoice | undefined> {
  const { llm_as_judge, secret_key_name } = wanted
  if (llm_as_judge) {
    const { model_name: model, model_base_url } = llm_as_judge
    const named = { provider: usual.provider, model, secret_key_name, base_url: withVersion(model_base_url) }
    return choose(asked, { ...named, ...asking })
  }
  const chosen = await choose(asked, { ...usual, base_url: null, ...asking })
  if (chosen?.provider === 'entry' || (await hasSecret(asked, usual.secret_key_name))) return chosen
  return undefined
}

/** Chat completions of a server that is named without a path, as Ollama is, are below /v1. */
function withVersion(base_url: string): string {
  return /^(?:https?:\/\/)?[^/]+\/?$/.test(base_url) ? `${base_url.replace(/\/$/, '')}/v1` : base_url
}
