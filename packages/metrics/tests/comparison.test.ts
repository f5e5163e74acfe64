import {
  holm,
  leastExamples,
  MetricError,
  type MetricErrorCode,
  meanInterval,
  neededExamples,
  pairedComparison,
  seededRandom,
  verdict,
} from '@assay/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const score = fc.integer({ min: 0, max: 64 }).map((x) => x / 64)
const pairs = fc.array(fc.tuple(score, score), { minLength: 2, maxLength: 60 })

function sides(entries: [number, number][]) {
  return { a: entries.map(([a]) => a), b: entries.map(([, b]) => b) }
}

function codeOf(run: () => unknown): MetricErrorCode | undefined {
  try {
    run()
  } catch (error) {
    if (MetricError.is(error)) return error.code
    throw error
  }
  return undefined
}

function scattered(n: number, centre: number): number[] {
  const random = seededRandom(n)
  return Array.from({ length: n }, () => centre + random.uniform() - 0.5)
}

describe('meanInterval', () => {
  it('has the mean inside, and narrows as the level falls', () => {
    fc.assert(
      fc.property(fc.array(score, { minLength: 40, maxLength: 60 }), (values) => {
        const [wide, narrow] = [0.99, 0.8].map((level) => meanInterval(values, { level, method: 'student_t' }))
        if (wide?.low == null || wide.high === null || narrow?.low == null || narrow.high === null) return
        expect(wide.low).toBeLessThanOrEqual(narrow.low)
        expect(narrow.low).toBeLessThanOrEqual(Number(narrow.estimate) + 1e-12)
        expect(narrow.high).toBeLessThanOrEqual(wide.high)
      }),
    )
  })

  it('does not depend on the order of the examples', () => {
    fc.assert(
      fc.property(fc.array(score, { minLength: 2, maxLength: 60 }), (values) => {
        const [there, back] = [values, values.toReversed()].map((v) => meanInterval(v, { method: 'student_t' }))
        expect(back?.low ?? 0).toBeCloseTo(there?.low ?? 0, 12)
        expect(back?.high ?? 0).toBeCloseTo(there?.high ?? 0, 12)
      }),
    )
  })

  it('says that there are too few examples rather than give an interval that lies', () => {
    const none = { low: null, high: null, reason: 'too_few_examples' }
    expect(meanInterval([])).toMatchObject({ ...none, estimate: null, n: 0 })
    expect(meanInterval([0.4], { method: 'student_t' })).toMatchObject({ ...none, estimate: 0.4, n: 1 })
    expect(meanInterval([0.4, 0.4, 0.4], { method: 'bootstrap_bca' })).toMatchObject({ ...none, estimate: 0.4 })
  })

  it('reckons with what was not seen as far as the range reaches, and has no interval where an end is open', () => {
    const rare = Array.from({ length: 60 }, (_, i) => (i < 5 ? 0.5 : 0))
    expect(meanInterval(rare).high).toBeGreaterThan(meanInterval(rare, { method: 'student_t' }).high ?? 1)
    expect(meanInterval(rare, { range: [0, null] })).toMatchObject({ low: null, reason: 'too_few_examples' })
    const latencies = scattered(60, 3)
    expect(meanInterval(latencies, { range: [0, null] }).low).toBeNull()
    expect(meanInterval(latencies, { range: [null, null] }).low).toBeNull()
    expect(meanInterval(scattered(leastExamples([0, null]), 3), { range: [0, null] }).low).not.toBeNull()
    expect(meanInterval(scattered(60, 0.5), { range: [0, 1] })).toMatchObject({ method: 'gaffke', reason: null })
  })

  it('bounds a proportion however few examples there are', () => {
    expect(meanInterval([1])).toMatchObject({
      method: 'clopper_pearson',
      low: expect.closeTo(0.025, 9),
      high: 1,
      reason: null,
    })
  })

  it('covers the clusters, not the examples, when examples share a source', () => {
    const values = scattered(200, 0.5).flatMap((value) => [value, value, value, value])
    const clusters = values.map((_, i) => i >> 2)
    const [apart, together] = [meanInterval(values), meanInterval(values, { clusters })]
    expect(Number(together.high) - Number(together.low)).toBeGreaterThan(1.9 * (Number(apart.high) - Number(apart.low)))
  })

  it('takes the answer of an interval from draws that are given', () => {
    const values = scattered(50, 0.5)
    const resampled = Float64Array.from({ length: 1001 }, (_, i) => i / 1000)
    const { low, high } = meanInterval(values, { method: 'bootstrap_percentile', resampled })
    expect([low, high]).toEqual([expect.closeTo(0.025, 12), expect.closeTo(0.975, 12)])
  })
})

describe('pairedComparison', () => {
  it('turns its sign when the sides are swapped', () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom('paired_t', 'wilcoxon', 'sign'), (entries, method) => {
        const { a, b } = sides(entries)
        const [there, back] = [pairedComparison(a, b, { method }), pairedComparison(b, a, { method })]
        expect(back.difference).toBeCloseTo(-Number(there.difference), 12)
        expect(back.p_value).toBeCloseTo(Number(there.p_value), 9)
        expect([back.wins, back.losses, back.ties]).toEqual([there.losses, there.wins, there.ties])
      }),
    )
  })

  it('gives probabilities, and counts every example once', () => {
    fc.assert(
      fc.property(pairs, fc.double({ min: 0, max: 1, noNaN: true }), (entries, margin) => {
        const { a, b } = sides(entries)
        const found = pairedComparison(a, b, { margin })
        for (const p of [found.p_value, found.equivalence.p_value]) {
          expect(p).toSatisfy((value: number) => value >= 0 && value <= 1)
        }
        expect(Number(found.wins) + Number(found.losses) + found.ties).toBe(a.length)
      }),
    )
  })

  it('finds a scale or a shift of both sides irrelevant', () => {
    fc.assert(
      fc.property(pairs, (entries) => {
        const { a, b } = sides(entries)
        const plain = pairedComparison(a, b, { method: 'paired_t' })
        const moved = pairedComparison(
          a.map((x) => 4 * x + 2),
          b.map((x) => 4 * x + 2),
          { method: 'paired_t' },
        )
        expect(moved.p_value).toBeCloseTo(Number(plain.p_value), 9)
        expect(moved.difference).toBeCloseTo(4 * Number(plain.difference), 9)
      }),
    )
  })

  it('knows nothing of no example and only the difference of one', () => {
    expect(pairedComparison([], [])).toMatchObject({
      difference: null,
      p_value: null,
      reason: 'too_few_examples',
      n: 0,
    })
    expect(pairedComparison([0.25], [0.5])).toMatchObject({ difference: 0.25, p_value: null, low: null, wins: 1 })
  })

  it('takes outputs that never differ for equivalent once rare differences of the largest size are ruled out', () => {
    const same = (n: number) => pairedComparison(scattered(n, 0.5), scattered(n, 0.5), { margin: 0.01, range: [0, 1] })
    const needed = Math.ceil(Math.log(0.025) / Math.log(0.99))
    expect(same(40)).toMatchObject({ difference: 0, p_value: 1, effect_size: { value: 0 } })
    expect(same(40).needed_examples).toBeCloseTo(needed - 40, -1)
    expect(same(40).high).toBeCloseTo(1 - 0.025 ** (1 / 40), 2)
    const outcomes = [5, needed - 2, needed + 2, 2000].map((n) => verdict(same(n), { direction: 'higher' }))
    expect(outcomes).toEqual(['undecided', 'undecided', 'equivalent', 'equivalent'])
  })

  it('never takes scores without bounds for equivalent where nothing shows how far differences spread', () => {
    const same = pairedComparison(scattered(2000, 0.5), scattered(2000, 0.5), { margin: 0.01, range: [0, null] })
    expect(same).toMatchObject({ low: null, needed_examples: null, equivalence: { p_value: 1 } })
    expect(verdict(same, { direction: 'higher' })).toBe('undecided')
  })

  it('claims equivalence of runs that differ by twice the margin in at most one of twenty draws', () => {
    const random = seededRandom(3)
    for (const [n, size] of [
      [5, 1],
      [50, 1],
      [200, 0.5],
    ] as const) {
      const claims = Array.from({ length: 500 }, () => {
        const a = Array.from({ length: n }, () => 1)
        const b = a.map((score) => (random.uniform() < 0.02 / size ? score - size : score))
        return verdict(pairedComparison(a, b, { margin: 0.01, range: [0, 1] }), { direction: 'higher' })
      }).filter((outcome) => outcome === 'equivalent')
      expect(claims.length).toBeLessThanOrEqual(25)
    }
  })

  it('falls back on the sign test where the difference is always the same', () => {
    const a = scattered(10, 0.5)
    const found = pairedComparison(
      a,
      a.map((x) => x + 0.1),
      { method: 'paired_t' },
    )
    expect(found.p_value).toBeCloseTo(2 ** -9, 12)
    expect(found.effect_size.value).toBeNull()
  })

  it("uses McNemar's test for scores of 0 and 1, and Gaffke's bound for clusters and all other scores", () => {
    expect(pairedComparison([0, 1, 0], [1, 1, 0]).test).toBe('mcnemar_exact')
    expect(pairedComparison([0, 1, 0.5], [1, 1, 0]).test).toBe('gaffke')
    expect(pairedComparison([0, 1, 0], [1, 1, 0], { range: [0, null] }).test).toBe('gaffke')
    expect(pairedComparison([0, 1, 0], [1, 1, 0], { clusters: [1, 2, 3] }).test).toBe('gaffke')
  })

  it('does not call worse what loses a little ten times, as one rare gain would make up for it', () => {
    const losses = [-0.11, -0.09, -0.12, -0.08, -0.1, -0.13, -0.07, -0.1, -0.11, -0.09]
    const found = pairedComparison(
      losses.map(() => 0.5),
      losses.map((loss) => 0.5 + loss),
      { range: [0, 1], margin: 0.01 },
    )
    expect(verdict(found, { direction: 'higher' })).toBe('undecided')
    expect(found.p_value).toBeGreaterThan(0.5)
    expect(found.high).toBeGreaterThan(0.2)
    expect(found.needed_examples).toBeGreaterThan(20)
  })

  it.each([6, 8, 10, 16])('trusts nobody while the interval of %d equal differences holds 0', (n) => {
    const found = pairedComparison(new Array(n).fill(1), new Array(n).fill(0.75), { range: [0, 1], margin: 0.01 })
    expect(found.high).toBeGreaterThan(0)
    expect(verdict(found, { direction: 'higher' })).toBe('undecided')
    const enough = n + Number(found.needed_examples)
    const settled = pairedComparison(new Array(enough).fill(1), new Array(enough).fill(0.75), { range: [0, 1] })
    expect(verdict(settled, { direction: 'higher' })).toBe('worse')
  })

  it('never decides against its own interval', () => {
    const scores = fc.array(fc.tuple(score, score), { minLength: 2, maxLength: 200 })
    const methods = fc.constantFrom(undefined, 'paired_t', 'sign', 'wilcoxon', 'gaffke')
    fc.assert(
      fc.property(scores, methods, fc.constantFrom(0, 0.01, 0.2), (entries, method, margin) => {
        const { a, b } = sides(entries)
        const found = pairedComparison(a, b, { range: [0, 1], margin, ...(method && { method }) })
        const outcome = verdict(found, { direction: 'higher' })
        const { low, high } = found
        if (outcome === 'better') expect(low).toBeGreaterThan(0)
        if (outcome === 'worse') expect(high).toBeLessThan(0)
        if (outcome === 'equivalent') expect(Math.max(-Number(low), Number(high))).toBeLessThan(margin)
        if (method !== undefined || found.test !== 'gaffke' || low === null || high === null) return
        if (Math.abs(Number(found.p_value) - 0.05) > 1e-6) {
          expect(Number(found.p_value) <= 0.05).toBe(low > 0 || high < 0)
        }
      }),
    )
  })

  it('says nothing of fewer than 100 examples whose scores have no end, however alike they are', () => {
    const a = scattered(leastExamples([0, null]), 3)
    const b = a.map((latency) => latency + 1 + latency / 100)
    const few = pairedComparison(a.slice(1), b.slice(1), { range: [0, null] })
    expect(few).toMatchObject({ low: null, high: null, p_value: null, reason: 'too_few_examples' })
    expect(verdict(few, { direction: 'lower' })).toBe('undecided')
    expect(verdict(pairedComparison(a, b, { range: [0, null] }), { direction: 'lower' })).toBe('worse')
  })

  it('refuses what it cannot compare, with a code', () => {
    expect(codeOf(() => pairedComparison([1], []))).toBe('LENGTHS_DIFFER')
    expect(codeOf(() => pairedComparison([Number.NaN], [1]))).toBe('NOT_FINITE')
    expect(codeOf(() => pairedComparison([1], [1], { level: 1 }))).toBe('LEVEL_INVALID')
    expect(codeOf(() => pairedComparison([1], [1], { margin: -1 }))).toBe('MARGIN_INVALID')
    expect(codeOf(() => pairedComparison([0.5, 1], [1, 1], { method: 'mcnemar_exact' }))).toBe('NOT_BINARY')
    const clustered = { method: 'sign', clusters: [1, 2] } as const
    expect(codeOf(() => pairedComparison([0.5, 1], [1, 1], clustered))).toBe('CLUSTERS_UNSUPPORTED')
  })
})

describe('verdict', () => {
  const a = scattered(400, 0.5)
  const noise = scattered(400, 0)
  const against = (gain: number, margin: number) =>
    pairedComparison(
      a,
      a.map((x, i) => x + gain + 0.2 * (noise[399 - i] ?? 0)),
      { margin },
    )

  it('is better or worse by the direction of the metric', () => {
    expect(verdict(against(0.05, 0.01), { direction: 'higher' })).toBe('better')
    expect(verdict(against(0.05, 0.01), { direction: 'lower' })).toBe('worse')
    expect(verdict(against(-0.05, 0.01), { direction: 'higher' })).toBe('worse')
  })

  it('only differs where neither direction is better, and nobody wins an example', () => {
    const direction = 'neutral'
    expect(verdict(against(0.05, 0.01), { direction })).toBe('differs')
    expect(verdict(against(-0.05, 0.01), { direction })).toBe('differs')
    expect(verdict(against(0.02, 0.05), { direction })).toBe('equivalent')
    expect(verdict(against(0, 0), { direction })).toBe('undecided')
    const { wins, losses, ties } = pairedComparison([1, 2, 3], [1, 5, 0], { direction })
    expect([wins, losses, ties]).toEqual([null, null, 1])
  })

  it('is equivalent where even a certain difference is not worth having', () => {
    expect(against(0.02, 0.05).p_value).toBeLessThan(1e-6)
    expect(verdict(against(0.02, 0.05), { direction: 'higher' })).toBe('equivalent')
  })

  it('is undecided after a correction that leaves no evidence, and without any margin for lack of one', () => {
    expect(verdict({ ...against(0.05, 0.01), p_value: 0.2 }, { direction: 'higher' })).toBe('undecided')
    expect(verdict(against(0, 0), { direction: 'higher' })).toBe('undecided')
  })

  it('weighs the margin that it is given over that of the comparison', () => {
    expect(verdict(against(0.02, 0), { direction: 'higher' })).toBe('better')
    expect(verdict(against(0.02, 0), { direction: 'higher', margin: 0.05 })).toBe('equivalent')
  })
})

describe('neededExamples', () => {
  const open = { difference: 0.02, standard_error: 0.02, n: 100, margin: 0.01 }

  it('grows with the certainty that is asked for', () => {
    const needed = [0.5, 0.8, 0.95].map((power) => Number(neededExamples(open, { power })))
    expect(needed).toEqual(needed.toSorted((x, y) => x - y))
    expect(neededExamples(open, { alpha: 0.01 })).toBeGreaterThan(Number(neededExamples(open)))
  })

  it('is what the power formula says, less what there is', () => {
    expect(neededExamples(open)).toBe(Math.ceil((((1.959963985 + 0.841621234) * 0.2) / 0.02) ** 2) - 100)
  })

  it('is null where no number of examples would do or nothing is known', () => {
    expect(neededExamples({ ...open, difference: 0, margin: 0 })).toBeNull()
    expect(neededExamples({ ...open, standard_error: null })).toBeNull()
  })

  it('settles the question with its power, if what was observed is true', () => {
    const random = seededRandom(11)
    const total = 100 + Number(neededExamples({ ...open, margin: 0 }))
    const repeats = 200
    const settled = Array.from({ length: repeats }, () => {
      const d = Array.from({ length: total }, () => 0.02 + 0.2 * Math.sqrt(3) * (2 * random.uniform() - 1))
      return (
        pairedComparison(
          d.map(() => 0),
          d,
        ).p_value ?? 1
      )
    }).filter((p) => p <= 0.05).length
    expect(settled / repeats).toBeGreaterThan(0.7)
  })
})

describe('corrections', () => {
  const p_values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 })

  it('never lower a p-value, keep its order and stay within 1', () => {
    fc.assert(
      fc.property(p_values, (p) => {
        const adjusted = holm(p)
        p.forEach((value, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(value)
          expect(adjusted[i]).toBeLessThanOrEqual(1)
          p.forEach((other, j) => {
            if (value < other) expect(adjusted[i]).toBeLessThanOrEqual(Number(adjusted[j]))
          })
        })
      }),
    )
  })

  it('leave nothing as nothing and refuse what is no probability', () => {
    expect(holm([])).toEqual([])
    expect(codeOf(() => holm([1.5]))).toBe('PROBABILITY_INVALID')
    expect(codeOf(() => holm([Number.NaN]))).toBe('PROBABILITY_INVALID')
  })
})
