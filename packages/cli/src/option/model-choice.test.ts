import { expect, test } from 'vitest'
import { toModelChoices } from './model-choice.ts'

const catalogue = new Set(['lead-3'])
const provider = 'openai-compatible'

test('a plain name is one of the catalogue', () => {
  expect(toModelChoices(['lead-3'], { catalogue })).toEqual(['lead-3'])
})

test('a name that is neither is refused, with what is meant or how an endpoint is written', () => {
  expect(() => toModelChoices(['lead3'], { catalogue })).toThrow('Did you mean "lead-3"?')
  expect(() => toModelChoices(['gpt-4o'], { catalogue })).toThrow('is written gpt-4o@https://…/v1, or takes --base-url')
  expect(() => toModelChoices(['m@127.0.0.1:8000/v1'], { catalogue })).toThrow(
    '"m@127.0.0.1:8000/v1" has no scheme. Write m@https://127.0.0.1:8000/v1, or http:// if it is so.',
  )
})

test('a run is called what stands before the equals sign', () => {
  expect(toModelChoices(['first=lead-3', 'polite=a=b@http://a/v1'], { catalogue })).toEqual([
    { provider: 'entry', model: 'lead-3', name: 'first' },
    { provider, model: 'a=b', base_url: 'http://a/v1', name: 'polite' },
  ])
})

test('what only endpoints can take is refused where there is none', () => {
  expect(() => toModelChoices(['lead-3'], { catalogue, temperature: 1 })).toThrow('--temperature is for models behind')
})

test('options go to every model behind an endpoint', () => {
  const options = { systemPrompt: 'Be brief.', maxOutputTokens: 9, timeout: 60, revision: 'b', temperature: 0.5 }
  expect(toModelChoices(['a@http://a/v1'], { catalogue, ...options })).toEqual([
    {
      provider,
      model: 'a',
      base_url: 'http://a/v1',
      system_prompt: 'Be brief.',
      max_output_tokens: 9,
      timeout_seconds: 60,
      revision: 'b',
      temperature: 0.5,
    },
  ])
})

test('a name with an address is a model behind that endpoint, whatever slashes and at signs it has', () => {
  expect(toModelChoices(['meta/llama@3@http://127.0.0.1:1/v1'], { catalogue, secret: 'KEY' })).toEqual([
    { provider, model: 'meta/llama@3', base_url: 'http://127.0.0.1:1/v1', secret: 'KEY' },
  ])
})

test('with a base URL only what the catalogue does not know is looked for there', () => {
  const baseUrl = 'https://models.example.org/v1'
  expect(toModelChoices(['lead-3', 'llama', 'b@http://b/v1'], { catalogue, baseUrl })).toEqual([
    'lead-3',
    { provider, model: 'llama', base_url: baseUrl },
    { provider, model: 'b', base_url: 'http://b/v1' },
  ])
})
