import { modelSpec } from '@assay/schemas'
import { describe, expect, it } from 'vitest'
import { placeEvaluation, placeInference } from './placement.ts'

const baseline = modelSpec.parse({ provider: 'baseline', model: 'lead-3' })
const endpoint = modelSpec.parse({ provider: 'openai-compatible', model: 'm', base_url: 'http://10.0.0.1/v1' })
const labelled = { cpu: 0, memory_bytes: 0, gpu: 0, labels: ['lab'] }

describe('where jobs of an evaluation are executed', () => {
  it('is anywhere for a baseline, and with labels where these are', () => {
    expect(placeInference({ model: baseline }, [])).toEqual({ placement: 'any', requires: null })
    expect(placeInference({ model: baseline }, ['lab'])).toEqual({ placement: 'any', requires: labelled })
  })

  it('is the server for a model with an address, unless labels say whose workers call it', () => {
    expect(placeInference({ model: endpoint }, [])).toEqual({ placement: 'platform', requires: null })
    expect(placeInference({ model: endpoint }, ['lab'])).toEqual({ placement: 'any', requires: labelled })
  })

  it('is the server for metrics that it alone has', () => {
    expect(placeEvaluation({ metrics: ['rouge', 'bleu'] }, ['lab'])).toEqual({ placement: 'any', requires: labelled })
    expect(placeEvaluation({ metrics: ['rouge', 'of-ours'] }, ['lab'])).toEqual({
      placement: 'platform',
      requires: null,
    })
    expect(placeEvaluation({ metrics: ['bertscore'] }, [])).toEqual({ placement: 'platform', requires: null })
  })
})
