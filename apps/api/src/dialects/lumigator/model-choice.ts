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

type Choice = Exclude<ModelChoice, string>

/** Our baselines, which need no provider. */
const ownProvider = 'assay'

/** Those that we know how to ask, by their names there. */
const vendors = { openai: 'openai', mistral: 'mistral', deepseek: 'deepseek' } as const

/**
 * The model in our words: an entry that somebody made under `provider/model` where there is one, else what is known to
 * answer by that name. Undefined: nobody is.
 */
export async function choose({ platform, request }: Asked, named: NamedModel): Promise<Choice | undefined> {
  const { model, provider, base_url } = named
  const name = `${provider}/${model}`
  const vendor = Object.entries(vendors).find(([known]) => known === provider)?.[1]
  const { items } = await platform.call(request, 'models.list', { limit: 200 })
  const entry = items.find((one) => one.name === name)
  // a built-in entry of theirs has a key's name and settings of its own, not those that were sent
  const isEntry = entry !== undefined && !(vendor && entry.origin === 'catalogue')
  if (provider !== ownProvider && isEntry) return { provider: 'entry', model: name }
  if (provider === ownProvider) return { provider: 'entry', model }
  if (base_url !== null) return { provider: 'openai-compatible', base_url: addressOf(base_url), ...askedOf(named) }
  if (provider === 'hf') return onTheHub(named)
  return vendor && { provider: vendor, ...askedOf(named) }
}

/** A key is for the service; without one, the model is where the operator has put it. */
function onTheHub(named: NamedModel): Choice {
  const { secret, ...asked } = askedOf(named)
  return secret === undefined ? { provider: 'local', ...asked } : { provider: 'huggingface', secret, ...asked }
}

function addressOf(base_url: string): string {
  return /^https?:\/\//.test(base_url) ? base_url : `http://${base_url}`
}

function askedOf({ model, secret_key_name, system_prompt, generation_config }: NamedModel) {
  const { max_new_tokens, frequency_penalty, temperature, top_p } = generation_config
  return {
    model,
    temperature,
    ...(max_new_tokens > 0 && { max_output_tokens: max_new_tokens }),
    ...(secret_key_name !== null && { secret: secret_key_name.toLowerCase() }),
    ...(system_prompt !== null && { system_prompt }),
    ...(top_p > 0 && { top_p }),
    ...(frequency_penalty !== 0 && { parameters: { frequency_penalty } }),
  }
}
