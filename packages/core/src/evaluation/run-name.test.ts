import type { ModelSpec } from '@assay/schemas'
import { expect, test } from 'vitest'
import { nameModels, tellApart } from './run-name.ts'

const weak = {
  provider: 'openai-compatible',
  model: 'weak-1b',
  base_url: 'http://127.0.0.1/v1',
  temperature: 0,
  max_output_tokens: 1024,
  timeout_seconds: 120,
} as const satisfies ModelSpec
const chosen = (spec: ModelSpec, name?: string) => ({ name, spec })
const namesOf = (...args: Parameters<typeof nameModels>) => nameModels(...args).map(({ name }) => name)

test('models that differ only by temperature, revision or prompt say so', () => {
  const polite = 'You answer questions of customers. Be very polite and brief.'
  const plain = 'You answer questions of customers. Be plain and brief.'
  const specs: ModelSpec[] = [
    weak,
    { ...weak, temperature: 0.7 },
    { ...weak, revision: 'b' },
    { ...weak, system_prompt: plain },
    { ...weak, system_prompt: polite },
  ]
  expect(
    namesOf(
      specs.map((spec) => chosen(spec)),
      [],
    ),
  ).toEqual([
    'weak-1b',
    'weak-1b (temperature 0.7)',
    'weak-1b (revision “b”)',
    'weak-1b (system prompt “You answer questions of customer…”)',
    'weak-1b (system prompt “…very polite and brief.”)',
  ])
})

test('a model that the experiment has already gets the name that it had, another one a name of its own', () => {
  const earlier = [
    { name: 'weak-1b', spec: weak },
    { name: 'weak-1b (temperature 0.7)', spec: { ...weak, temperature: 0.7 } },
  ]
  expect(namesOf([chosen({ ...weak, temperature: 0.7 }), chosen({ ...weak, temperature: 1 })], earlier)).toEqual([
    'weak-1b (temperature 0.7)',
    'weak-1b (temperature 1)',
  ])
})

test('a name that its user gave is kept, unless another model has it', () => {
  expect(namesOf([chosen(weak, 'old'), chosen({ ...weak, temperature: 1 }, 'new')], [])).toEqual(['old', 'new'])
  expect(namesOf([chosen({ ...weak, temperature: 1 }, 'old')], [{ name: 'old', spec: weak }])).toEqual([
    'old (temperature 1)',
  ])
})

test('one that is asked for twice at once gets a number', () => {
  expect(namesOf([chosen(weak), chosen(weak)], [])).toEqual(['weak-1b', 'weak-1b (2)'])
})

test('names of runs from several experiments are told apart where they are shown together', () => {
  const shown = [
    { name: 'weak-1b', spec: weak },
    { name: 'weak-1b', spec: { ...weak, revision: '2026-11' } },
    { name: 'weak-1b', spec: weak },
  ]
  expect(tellApart(shown)).toEqual(['weak-1b', 'weak-1b (revision “2026-11”)', 'weak-1b (2)'])
})
