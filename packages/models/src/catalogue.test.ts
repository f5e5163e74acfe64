import { model } from '@assay/schemas'
import { expect, it } from 'vitest'
import { catalogue, findModel } from './catalogue.ts'
import { modelProblems, openModel } from './providers.ts'
import { secretOf } from './secret-of.ts'

it('lists what needs nothing first, as the contract says', () => {
  const names = catalogue.map(({ name }) => name)
  expect(names.slice(0, 4)).toEqual(['lead-1', 'lead-3', 'textrank', 'random-sentences'])
  expect(new Set(names).size).toBe(names.length)
  for (const { model: _, requirements: __, ...entry } of catalogue) expect(model.strict().parse(entry)).toEqual(entry)
})

it('describes the parameters of a baseline, none of them needed', () => {
  expect(findModel('textrank')?.parameters).toMatchObject({
    type: 'object',
    properties: { sentences: { type: 'integer', default: 3, minimum: 1, maximum: 100 } },
  })
  expect(findModel('textrank')?.parameters).not.toHaveProperty('required')
})

it('finds a model by its exact name alone', () => {
  expect(findModel('lead-3')?.title).toBe('Lead 3')
  expect(findModel('openai/gpt-4o-mini')?.model).toMatchObject({ provider: 'openai', secret: 'OPENAI_API_KEY' })
  expect(findModel('Lead-3')).toBeUndefined()
  expect(findModel('constructor')).toBeUndefined()
})

it.each(catalogue.map((entry) => [entry.name, entry] as const))(
  'can be called by its entry alone: %s',
  (_, { model: spec, requirements, offline }) => {
    if (spec.provider === 'dataset') throw new Error('no model')
    expect(modelProblems(spec, ['input'])).toEqual([])
    expect(openModel(spec, { fetch })).toHaveProperty('predict')
    expect(secretOf(spec) !== undefined).toBe(requirements.includes('api_key'))
    expect(offline).toBe(spec.provider === 'baseline' || spec.provider === 'local')
  },
)

it('applies the defaults that belong to a model', () => {
  expect(findModel('local/facebook/bart-large-cnn')?.model).toMatchObject({
    ...{ max_output_tokens: 142, temperature: 0, parameters: { min_length: 56, no_repeat_ngram_size: 3 } },
  })
  expect(findModel('openai/gpt-5-mini')?.model).toMatchObject({ temperature: null, max_output_tokens: 8192 })
})
