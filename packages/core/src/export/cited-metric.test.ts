import { createRegistry } from '@assay/metrics'
import { expect, it } from 'vitest'
import { citationText, citeMetrics } from './cited-metric.ts'

const registry = createRegistry()
const version = registry.find('bleu')?.version ?? ''

function cite({ type = 'VARCHAR', scored = version } = {}) {
  const evaluation = {
    examples: 1,
    failed: 0,
    failures: [],
    scores: {},
    unscored: [],
    caveats: [],
    corpus: {},
    statistics: {},
  }
  const columns = { input: 'examples', reference: 'ground_truth', prediction: 'prediction' }
  return citeMetrics(registry, {
    comparison: { metrics: [{ metric: 'bleu' }, { metric: 'latency_ms' }] },
    dataset: { columns: [{ name: 'ground_truth', type }] },
    runs: [{ evaluation: { ...evaluation, metrics: { bleu: scored } }, columns }],
  })
}

it('has the signature with one reference where there is one, and with as many as there are where they are lists', () => {
  expect(cite()[0]?.signature).toBe('nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0')
  expect(cite({ type: 'VARCHAR[]' })[0]?.signature).toMatch(/^nrefs:var\|/)
})

it('equals nothing where a run was scored with another version of the metric', () => {
  const [bleu] = cite({ scored: 'before' })
  expect(bleu).toMatchObject({ versions: ['before'], equals: null, signature: null })
  expect(bleu && citationText(bleu)).toMatch(/^BLEU: version before in Assay\. Kishore Papineni/)
})
