import type { DomainError } from '@assay/schemas'
import { parse, Refusal, saying } from '../error.ts'
import { body, text } from '../lax.ts'
import { choose } from '../model-choice.ts'
import type { AddRoute, Asked } from '../routes.ts'
import { hasSecret } from '../secret.ts'

const given = body({ text })

/** Who completed, and with which model, in the order in which they were listed. */
const vendors = {
  mistral: { title: 'Mistral', model: 'open-mistral-7b' },
  openai: { title: 'OpenAI', model: 'gpt-4o-mini' },
} as const

type Vendor = keyof typeof vendors

const generation_config = { max_new_tokens: 256, frequency_penalty: 0, temperature: 1, top_p: 1 }

/** One text to one model, which is told to summarize it. */
export function addOldCompletionRoutes(add: AddRoute): void {
  add('GET', '/api/v1/completions/', async () => Object.keys(vendors))
  add('POST', '/api/v1/completions/mistral/', async (asked) => complete(asked, 'mistral'))
  add('POST', '/api/v1/completions/openai/', async (asked) => complete(asked, 'openai'))
}

async function complete(asked: Asked, provider: Vendor): Promise<{ text: string }> {
  const { platform, request } = asked
  const { text: prompt } = parse(given, request.body, 'body')
  const { title, model } = vendors[provider]
  const failed = ({ message }: DomainError) => new Refusal(500, `Upstream error with ${title}: ${message}`)
  const { output } = await saying(
    platform.call(request, 'models.complete', {
      ...{ model: await modelOf(asked, { provider, model }), prompt, task: { type: 'summarization' } },
    }),
    { MODEL_CALL_FAILED: failed, COMPLETION_REFUSED: failed },
  )
  return { text: output }
}

/** Their keys were the operator's once; now they are those that the caller has stored. */
async function modelOf(asked: Asked, { provider, model }: { readonly provider: Vendor; readonly model: string }) {
  const secret_key_name = `${provider}_api_key`
  const named = { provider, model, secret_key_name, base_url: null, system_prompt: null, generation_config }
  const chosen = await choose(asked, named)
  if (chosen?.provider === 'entry' || (chosen && (await hasSecret(asked, secret_key_name)))) return chosen
  throw new Refusal(
    400,
    `Cannot complete with '${provider}': Requested secret key '${secret_key_name}' is not configured.`,
  )
}
