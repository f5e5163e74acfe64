import type { ModelSpec } from '@assay/schemas'

/** Beginnings of names of models, as their makers write them, by family. */
const families: readonly (readonly [family: string, names: RegExp])[] = [
  ['openai', /^(?:gpt|chatgpt|o[1-9]|davinci|text-davinci)/],
  ['anthropic', /^claude/],
  ['google', /^(?:gemini|gemma|palm)/],
  ['mistral', /^(?:mistral|ministral|mixtral|magistral|codestral|pixtral|devstral)/],
  ['meta', /^(?:meta-)?llama/],
  ['deepseek', /^deepseek/],
  ['qwen', /^(?:qwen|qwq)/],
  ['microsoft', /^phi/],
  ['cohere', /^(?:command|aya)/],
  ['xai', /^grok/],
]

/** Models of one maker write alike, and judge what is like theirs kindly; null: nobody knows whose it is. */
export function familyOf(model: ModelSpec | null): string | null {
  if (model === null || model.provider === 'dataset') return null
  if (model.provider === 'baseline') return 'baseline'
  const name = model.model.toLowerCase().split('/').at(-1) ?? ''
  const known = families.find(([, names]) => names.test(name))?.[0]
  return known ?? (/^[a-z]+/.exec(name)?.[0] || null)
}
