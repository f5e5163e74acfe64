import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { modelCallKey } from './model-call-cache.ts'
import type { PredictionRequest, SpecOf } from './provider.ts'
import { openModel } from './providers.ts'

type Spec = SpecOf<'openai-compatible'>

const spec: Spec = {
  provider: 'openai-compatible',
  model: 'm',
  base_url: 'http://localhost/v1',
  temperature: 0,
  max_output_tokens: 10,
  timeout_seconds: 1,
}
const request: PredictionRequest = { input: 'x', task: { type: 'text-generation' }, repeat: 0, seed: 0 }

function keyOf(specChange: Partial<Spec> = {}, requestChange: Partial<PredictionRequest> = {}): string {
  return modelCallKey(openModel({ ...spec, ...specChange }, { fetch }), { ...request, ...requestChange })
}

describe(modelCallKey, () => {
  it('stays what it is from one version of Assay to the next', () => {
    expect(keyOf()).toBe('46ac28b21141f20e8f6ceaf42e014413d2bacb51b37508316e777f67584c1c3e')
  })

  it.each<[string, Partial<Spec>, Partial<PredictionRequest>]>([
    ['model', { model: 'n' }, {}],
    ['address', { base_url: 'http://localhost/v2' }, {}],
    ['revision', { revision: '2' }, {}],
    ['temperature', { temperature: 1 }, {}],
    ['top_p', { top_p: 0.5 }, {}],
    ['longest output', { max_output_tokens: 11 }, {}],
    ['system prompt', { system_prompt: 's' }, {}],
    ['template', { prompt: '> {input}' }, {}],
    ['task', {}, { task: { type: 'summarization' } }],
    ['repeat', {}, { repeat: 1 }],
    ['seed', {}, { seed: 1 }],
  ])('tells another %s apart', (_, specChange, requestChange) => {
    expect(keyOf(specChange, requestChange)).not.toBe(keyOf())
  })

  it('does not depend on what changes no answer', () => {
    const price = { input_per_million: 1, output_per_million: 1 }
    expect(keyOf({ price, timeout_seconds: 9, secret: 'k', base_url: 'http://localhost/v1/' })).toBe(keyOf())
  })

  it('tells any two inputs apart', () => {
    const input = fc.string({ unit: 'grapheme' })
    fc.assert(
      fc.property(input, input, (a, b) => {
        expect(keyOf({}, { input: a }) === keyOf({}, { input: b })).toBe(a === b)
      }),
    )
  })

  it('takes an input that is no proper Unicode', () => {
    expect(keyOf({}, { input: 'a\ud800' })).toMatch(/^[0-9a-f]{64}$/)
  })
})
