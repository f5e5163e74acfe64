import { modelSpec } from '@assay/schemas'
import { expect, it } from 'vitest'
import { publicModel } from './public-model.ts'

const endpoint = (base_url: string) =>
  modelSpec.parse({ provider: 'openai-compatible', model: 'm', base_url, secret: 'my-key', temperature: 0.5 })

it('says how a model is called, but nothing of its secret', () => {
  const shown = publicModel(endpoint('https://models.example.org/v1'))
  expect(shown).toMatchObject({ model: 'm', base_url: 'https://models.example.org/v1', temperature: 0.5 })
  expect(shown).not.toHaveProperty('secret')
})

it.each([
  'https://user:pass@models.example.org/v1',
  'https://models.example.org/v1?key=abc',
  'https://models.example.org/v1#abc',
])('strips what may be credentials from %s', (address) => {
  expect(publicModel(endpoint(address))).toMatchObject({ base_url: 'https://models.example.org/v1' })
})
