import { createRegistry, defineMetric, type Metric, type MetricExample, type Scorer } from '@assay/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const registry = createRegistry()
const scorers: readonly (readonly [Metric, Scorer])[] = await Promise.all(
  registry.list().map(async (metric) => [metric, await metric.scorer()] as const),
)
const named = scorers.map(([metric, scorer]) => [metric.name, metric, scorer] as const)

function custom(name: string, score: string): Metric {
  return defineMetric({
    name,
    title: name,
    description: 'Always 1.',
    scores: [{ name: score, title: name, direction: 'higher', range: [0, 1], unit: 'fraction', margin: 0.01 }],
    citation: { text: 'Test.', url: 'https://example.org/' },
    scorer: { score: () => ({ [score]: 1 }) },
  })
}

describe('the registry', () => {
  it('has unique names and finds every metric and score by them', () => {
    const names = registry.list().map((metric) => metric.name)
    expect(new Set(names).size).toBe(names.length)
    for (const metric of registry.list()) {
      expect(registry.find(metric.name)).toBe(metric)
      for (const score of metric.scores) expect(registry.owner(score.name)).toEqual({ metric, score })
    }
  })

  it('lets a metric name stand for its primary score', () => {
    expect(registry.owner('rouge')?.score.name).toBe('rougeL')
    expect(registry.owner('chrf++')?.score.name).toBe('chrf_plus_plus')
    expect(registry.owner('no such score')).toBeUndefined()
  })

  it('takes metrics of the caller', () => {
    const extra = custom('mine', 'mine')
    expect(createRegistry([extra]).list().at(-1)).toBe(extra)
  })

  it.each([
    ['a taken metric name', custom('rouge', 'other')],
    ['a taken score name', custom('other', 'rougeL')],
    ['a score named like another metric', custom('other', 'rouge')],
  ])('refuses %s', (_, metric) => {
    expect(() => createRegistry([metric])).toThrow(expect.objectContaining({ code: 'REGISTRY_CONFLICT' }))
  })
})

const word = fc.constantFrom('the', 'cats', 'sat', 'on', '12', 'Mat.', '{"a":1}', '今天', '\n', 'é')
const text = fc.array(word, { maxLength: 25 }).map((words) => words.join(' '))
const examples: fc.Arbitrary<MetricExample> = fc.record({
  input: text,
  prediction: text,
  references: fc.array(text, { minLength: 1, maxLength: 3 }),
})

describe.each(named)('%s', (_, metric, scorer) => {
  it('declares itself in full', () => {
    expect(metric.name).toMatch(/^[a-z0-9_+]+$/)
    expect(metric.description.length).toBeGreaterThan(20)
    expect(metric.citation.url).toMatch(/^https:/)
    for (const { name, margin } of metric.scores) {
      expect(name).toMatch(/^[A-Za-z0-9_]+$/)
      expect(margin).toBeGreaterThan(0)
    }
  })

  it('gives each declared score, within its range, or null with a reason', () => {
    fc.assert(
      fc.property(examples, (example) => {
        const scores = scorer.score(example)
        if (scores instanceof Promise) throw new Error('text metrics answer at once')
        expect(Object.keys(scores).sort()).toEqual(metric.scores.map(({ name }) => name).sort())
        for (const { name, range } of metric.scores) {
          const value = scores[name] ?? null
          if (value === null) expect(scorer.reason?.(example), name).toMatch(/\.$/)
          else {
            expect(value, name).toBeGreaterThanOrEqual(range[0] ?? -Infinity)
            expect(value, name).toBeLessThanOrEqual(range[1] ?? Infinity)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('gives the same again, whatever it scored before', async () => {
    const fresh = await metric.scorer()
    fc.assert(
      fc.property(examples, (example) => {
        expect(scorer.score(example)).toEqual(fresh.score(example))
      }),
      { numRuns: 30 },
    )
  })

  it('gives no score but a reason without what it needs', () => {
    if (!metric.columns.includes('reference')) return
    const example = { prediction: 'the cat', references: [] }
    expect(Object.values(scorer.score(example))).toContain(null)
    expect(scorer.reason?.(example)).toBe('The example has no reference.')
  })
})

describe.each(named.filter(([, , scorer]) => scorer.corpus !== undefined))('the corpus form of %s', (_, __, scorer) => {
  const corpus = scorer.corpus
  if (corpus === undefined) return

  const sum = (rows: readonly (readonly number[])[]) =>
    corpus.statistics.map((_, at) => rows.reduce((total, row) => total + (row[at] ?? 0), 0))

  it('has as many numbers as it names', () => {
    fc.assert(
      fc.property(examples, (example) => {
        expect(corpus.of(example)).toHaveLength(corpus.statistics.length)
      }),
      { numRuns: 20 },
    )
  })

  it('does not depend on the order of examples, nor on how often all are repeated', () => {
    fc.assert(
      fc.property(fc.array(examples, { minLength: 1, maxLength: 6 }), (all) => {
        const rows = all.map((example) => [...corpus.of(example)])
        const [[, value] = ['', 0]] = Object.entries(corpus.value(sum(rows)))
        const [[, back] = ['', 0]] = Object.entries(corpus.value(sum(rows.toReversed())))
        expect(back).toBeCloseTo(value, 9)
      }),
      { numRuns: 30 },
    )
  })
})

describe('sentence and corpus forms', () => {
  it.each(['chrf', 'chrf++', 'ter', 'wer', 'cer', 'bleu_hf'])('%s of one example is the same in both', (name) => {
    const scorer = named.find(([metric]) => metric === name)?.[2]
    fc.assert(
      fc.property(examples, (example) => {
        const [[score, value] = ['', null]] = Object.entries(scorer?.score(example) ?? {})
        const corpus = scorer?.corpus?.value(scorer.corpus.of(example))[score]
        if (value !== null) expect(corpus).toBeCloseTo(value, 12)
      }),
      { numRuns: 50 },
    )
  })
})
