import type { ModelChoice } from '@assay/schemas'
import { z } from 'zod'
import { defaulting, float, integer, strictBody } from './lax.ts'
import type { Asked } from './routes.ts'

/** How answers are sampled. */
const sampling = strictBody({
  max_new_tokens: defaulting(integer, 1024),
  frequency_penalty: defaulting(float, 0),
  temperature: defaulting(float, 0.5),
  top_p: defaulting(float, 0.5),
})

export const generationConfig = z.preprocess((given) => (given === undefined ? {} : given), sampling)

/** A model as Lumigator names it. */
export interface NamedModel {
  readonly model: string
  readonly provider: string
  readonly base_url: string | null
  readonly secret_key_name: string | null
  readonly system_prompt: string | null
  readonly generation_config: z.output<typeof generationConfig>
}

/** Our baselines, which need no provider. */
const ownProvider = 'assay'

/** Where the providers answer whose addresses clients leave out. */
const addresses: Readonly<Record<string, string>> = {
  openai: 'https://api.openai.com/v1',
  mistral: 'https://api.mistral.ai/v1',
  deepseek: 'https://api.deepseek.com/v1',
  hf: 'https://router.huggingface.co/v1',
}

/**
 * The model in our words: an entry of the catalogue that is called `provider/model` where there is one, else what
 * answers at an address. Undefined: nobody is known to answer for it.
 */
export async function choose(
  { platform, request }: Asked,
  named: NamedModel,
): Promise<Exclude<ModelChoice, string> | undefined> {
  const { model, provider, base_url } = named
  if (provider === ownProvider) return { provider: 'baseline', model }
  const address = base_url ?? addresses[provider]
  const { items } = await platform.call(request, 'models.list')
  const entry = items.find(({ name }) => name === `${provider}/${model}`)
  if (entry) return { provider: 'baseline', model: entry.name }
  return address === undefined ? undefined : answeringAt(address, named)
}

function answeringAt(base_url: string, named: NamedModel): Exclude<ModelChoice, string> {
  const { model, secret_key_name, system_prompt, generation_config } = named
  const { max_new_tokens, frequency_penalty, temperature, top_p } = generation_config
  return {
    provider: 'openai-compatible',
    model,
    base_url: /^https?:\/\//.test(base_url) ? base_url : `http://${base_url}`,
    temperature,
    max_output_tokens: max_new_tokens > 0 ? max_new_tokens : null,
    ...(secret_key_name !== null && { secret: secret_key_name.toLowerCase() }),
    ...(system_prompt !== null && { system_prompt }),
    ...(top_p > 0 && { top_p }),
    ...(frequency_penalty !== 0 && { parameters: { frequency_penalty } }),
  }
}
