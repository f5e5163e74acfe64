import { expect, test } from 'vitest'
import { toModelChoices } from './model-choice.ts'

const catalogue = new Set(['lead-3'])
const provider = 'openai-compatible'

test('a plain name is one of the catalogue', () => {
  expect(toModelChoices(['lead-3', 'textrank'], { catalogue })).toEqual(['lead-3', 'textrank'])
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
