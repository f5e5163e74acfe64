import { DomainError } from '@assay/schemas'
import type { Provider, SpecOf } from '../provider.ts'
import { type Prompt, takesInput, toPrompt } from './prompt.ts'

/** Any endpoint with OpenAI's chat completions. */
export const openaiCompatibleProvider: Provider<SpecOf<'openai-compatible'>> = {
  offline: false,

  problems({ base_url, prompt }) {
    const { username, password } = new URL(base_url)
    return [
      ...(username || password ? [{ path: 'base_url', message: 'must not hold credentials; use "secret"' }] : []),
      ...(prompt === undefined || takesInput(prompt) ? [] : [{ path: 'prompt', message: 'must contain {input}' }]),
    ]
  },

  open(spec, context) {
    if (context.api_key !== undefined && !/^[\x21-\x7e]+$/.test(context.api_key)) {
      const message =
        'its value is no API key: it is empty, or holds a space, a line break or a character outside ASCII'
      throw new DomainError('INPUT_INVALID', { issues: [{ path: 'secret', message }] })
    }
    // the SDK takes longer to load than all else here, and most processes never call a model
    const chat = async () => (await import('./chat.ts')).createChat(spec, context)
    let opened: ReturnType<typeof chat> | undefined
    return {
      concurrency: { initial: 4, max: 64 },
      deterministic: false,
      cacheable: true,
      identity: ({ task, input }) => identity(spec, toPrompt(spec, task, input)),
      async predict(request, signal) {
        opened ??= chat()
        return (await opened)(request, signal)
      },
    }
  },
}

function identity(spec: SpecOf<'openai-compatible'>, prompt: Prompt): unknown {
  const { provider, base_url, model, revision, temperature, top_p, max_output_tokens } = spec
  return {
    provider,
    base_url: base_url.replace(/\/+$/, ''),
    model,
    revision,
    parameters: { temperature, top_p, max_output_tokens },
    prompt,
  }
}
