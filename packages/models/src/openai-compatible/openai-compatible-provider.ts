import { DomainError } from '@assay/schemas'
import type { Problem, Provider, SpecOf } from '../provider.ts'
import { createChat } from './chat.ts'
import { baseOf } from './http-answer.ts'
import { outageMs } from './outage-seconds.ts'
import { type Prompt, toPrompt } from './prompt.ts'
import { parameterProblems } from './request-body.ts'
import { columnsIn, strayPlaces, takesInput } from './template.ts'

type Spec = SpecOf<'openai-compatible'>

/** Any endpoint with OpenAI's chat completions. */
export const openaiCompatibleProvider: Provider<SpecOf<'openai-compatible'>> = {
  offline: false,

  problems(spec, columns) {
    const { username, password } = new URL(spec.base_url)
    return [
      ...(username || password ? [{ path: 'base_url', message: 'must not hold credentials; use "secret"' }] : []),
      ...(columns === undefined ? [] : promptProblems(spec, columns)),
      ...parameterProblems(spec),
    ]
  },

  needs: ({ prompt }, columns) =>
    prompt === undefined
      ? { input: true, columns: [] }
      : { input: takesInput(prompt), columns: columnsIn(prompt, columns) },

  open(spec, context) {
    if (context.api_key !== undefined && !/^[\x21-\x7e]+$/.test(context.api_key)) {
      const message =
        'its value is no API key: it is empty, or holds a space, a line break or a character outside ASCII'
      throw new DomainError('INPUT_INVALID', { issues: [{ path: 'secret', message }] })
    }
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

function promptProblems({ prompt }: Spec, columns: readonly string[]): Problem[] {
  if (prompt === undefined) return []
  const stray = strayPlaces(prompt, columns).map((name) => {
    const message = `has {${name}}, and the dataset no such column: it has ${columns.join(', ')}. `
    return { path: 'prompt', message: `${message}For the text itself, write \\{${name}}` }
  })
  if (stray.length > 0 || takesInput(prompt) || columnsIn(prompt, columns).length > 0) return stray
  return [{ path: 'prompt', message: 'must contain {input}, or a column as {name}' }]
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
