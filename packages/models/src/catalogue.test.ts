import { type ModelSpec, model } from '@assay/schemas'
import { expect, it } from 'vitest'
import { catalogue, findModel } from './catalogue.ts'
import { modelProblems, openModel } from './providers.ts'

it('lists the offline models as the contract says', () => {
  expect(catalogue.map(({ name }) => name)).toEqual(['lead-1', 'lead-3', 'textrank', 'random-sentences'])
  expect(catalogue.map((entry) => model.strict().parse(entry))).toEqual(catalogue)
})

it('describes the parameters of a model, none of them needed', () => {
  expect(findModel('textrank')?.parameters).toMatchObject({
    type: 'object',
    properties: { sentences: { type: 'integer', default: 3, minimum: 1, maximum: 100 } },
  })
  expect(findModel('textrank')?.parameters).not.toHaveProperty('required')
})

it('finds a model by its exact name alone', () => {
  expect(findModel('lead-3')?.title).toBe('Lead 3')
  expect(findModel('Lead-3')).toBeUndefined()
  expect(findModel('constructor')).toBeUndefined()
})

it('opens every model of the catalogue, and any spec that can be called', () => {
  for (const { name } of catalogue) {
    const spec: Exclude<ModelSpec, { provider: 'dataset' }> = { provider: 'baseline', model: name, parameters: {} }
    expect(modelProblems(spec, [])).toEqual([])
    expect(openModel(spec, { fetch }).deterministic).toBe(true)
  }
})
