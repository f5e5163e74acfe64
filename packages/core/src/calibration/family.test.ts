import { expect, it } from 'vitest'
import { familyOf } from './family.ts'

const endpoint = { provider: 'openai-compatible', base_url: 'http://127.0.0.1:1/v1', temperature: 0 } as const
const more = { max_output_tokens: 100, timeout_seconds: 10 }

it.for([
  ['gpt-4o-mini', 'openai'],
  ['o3-mini', 'openai'],
  ['mistralai/Mistral-7B-Instruct-v0.2', 'mistral'],
  ['ministral-8b-latest', 'mistral'],
  ['meta-llama/Llama-3.1-8B', 'meta'],
  ['gemma3:27b', 'google'],
  ['deepseek-chat', 'deepseek'],
  ['SmolLM-1.7B', 'smollm'],
  ['7b', null],
] as const)('takes %s for one of %s', ([model, family]) => {
  expect(familyOf({ ...endpoint, ...more, model })).toBe(family)
})

it('knows of no family of what a dataset holds', () => {
  expect(familyOf({ provider: 'dataset', column: 'predictions' })).toBeNull()
  expect(familyOf(null)).toBeNull()
})
