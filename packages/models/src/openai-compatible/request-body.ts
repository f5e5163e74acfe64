import type { ChatMessage } from '../input.ts'
import type { SpecOf } from '../provider.ts'
import type { Adaptation } from './adaptation.ts'

type Spec = SpecOf<'openai-compatible'>

interface Asked {
  readonly messages: readonly ChatMessage[]
  readonly seed: number
  readonly adaptations: ReadonlySet<Adaptation>
}

/** Fields of a request that a spec sets by fields of its own, or that would change what an answer is. */
const reserved = new Map([
  ['model', 'is set by "model"'],
  ['messages', 'is set by the dataset, "prompt" and "system_prompt"'],
  ['temperature', 'is set by "temperature"'],
  ['top_p', 'is set by "top_p"'],
  ['max_tokens', 'is set by "max_output_tokens"'],
  ['max_completion_tokens', 'is set by "max_output_tokens"'],
  ['seed', 'is set by the seed of the evaluation'],
  ['n', 'must be left out: each example has one answer'],
  ['stream', 'must be left out: answers are read whole'],
])

/** What is wrong with the further fields of a request. */
export function parameterProblems({ parameters = {} }: Pick<Spec, 'parameters'>) {
  return Object.keys(parameters).flatMap((name) => {
    const message = reserved.get(name)
    return message === undefined ? [] : [{ path: `parameters.${name}`, message }]
  })
}

export function toRequestBody(spec: Spec, { messages, seed, adaptations }: Asked): Record<string, unknown> {
  const { model, temperature, top_p, max_output_tokens, parameters } = spec
  const limit = adaptations.has('max_completion_tokens') ? 'max_completion_tokens' : 'max_tokens'
  return {
    ...parameters,
    model,
    messages,
    ...(max_output_tokens !== null && { [limit]: max_output_tokens }),
    ...(temperature !== null && !adaptations.has('no_temperature') && { temperature }),
    ...(top_p !== undefined && { top_p }),
    // without randomness a seed changes nothing, and some endpoints refuse it
    ...(temperature !== 0 && !adaptations.has('no_seed') && { seed }),
  }
}
