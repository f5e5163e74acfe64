import {
  approximateRandomisation,
  cliffsDelta,
  cohensD,
  exactRandomisation,
  kendall,
  MetricError,
  mannWhitneyTest,
  mcNemarTest,
  pairedTTest,
  pearson,
  proportionInterval,
  signTest,
  spearman,
  twoSampleTTest,
  wilcoxonTest,
} from '@assay/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const value = fc.integer({ min: -20, max: 20 }).map((x) => x / 8)
const pairs = fc.array(fc.tuple(value, value), { minLength: 3, maxLength: 12 })
const samples = fc.tuple(
  fc.array(value, { minLength: 2, maxLength: 7 }),
  fc.array(value, { minLength: 2, maxLength: 7 }),
)

function sides(entries: [number, number][]) {
  return { a: entries.map(([a]) => a), b: entries.map(([, b]) => b) }
}

/** Every subset of the indices below n, as a list of flags. */
function* subsets(n: number): Generator<boolean[]> {
  for (let bits = 0; bits < 2 ** n; bits++) yield Array.from({ length: n }, (_, i) => (bits >> i) % 2 === 1)
}

describe('exact tests count what they say they count', () => {
  it('the signed-rank test over all signs, ties and zeros included', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 8 }), (d) => {
        const zeros = d.map(() => 0)
        const { statistic, p_value } = wilcoxonTest(d, zeros, { alternative: 'greater', method: 'exact' })
        const sizes = d.filter((x) => x !== 0).map(Math.abs)
        const plus = [...subsets(sizes.length)].map(
          (signs) =>
            wilcoxonTest(
              sizes.map((x, i) => (signs[i] ? x : -x)),
              sizes.map(() => 0),
              { alternative: 'greater', method: 'asymptotic' },
            ).statistic,
        )
        expect(p_value).toBeCloseTo(plus.filter((w) => w >= statistic).length / plus.length, 12)
      }),
      { numRuns: 40 },
    )
  })

  it('the U test over all ways to split the values', () => {
    fc.assert(
      fc.property(samples, ([a, b]) => {
        const all = [...a, ...b]
        const observed = mannWhitneyTest(a, b, { alternative: 'greater', method: 'exact' })
        const splits = [...subsets(all.length)].filter((chosen) => chosen.filter(Boolean).length === a.length)
        const reached = splits.filter((chosen) => {
          const [left, right] = [all.filter((_, i) => chosen[i]), all.filter((_, i) => !chosen[i])]
          return mannWhitneyTest(left, right, { method: 'asymptotic' }).statistic >= observed.statistic
        })
        expect(observed.p_value).toBeCloseTo(reached.length / splits.length, 12)
      }),
      { numRuns: 8 },
    )
  })

  it('exact randomisation over all swaps, which random swaps approach', () => {
    fc.assert(
      fc.property(pairs, fc.nat(), (entries, seed) => {
        const { a, b } = sides(entries)
        const exact = exactRandomisation(a, b).p_value
        const { p_value } = approximateRandomisation(a, b, { seed, resamples: 4000 })
        expect(Math.abs(p_value - exact)).toBeLessThan(0.05)
      }),
      { numRuns: 40 },
    )
  })
})

describe('tests and correlations', () => {
  it('give the one-sided answers of swapped samples to each other', () => {
    fc.assert(
      fc.property(samples, ([a, b]) => {
        for (const test of [twoSampleTTest, mannWhitneyTest]) {
          const [less, greater] = [test(a, b, { alternative: 'less' }), test(b, a, { alternative: 'greater' })]
          expect(Object.is(less.p_value, greater.p_value) || Math.abs(less.p_value - greater.p_value) < 1e-9).toBe(true)
        }
        expect(cliffsDelta(a, b)).toBeCloseTo(-cliffsDelta(b, a), 12)
      }),
    )
  })

  it('find a sample perfectly correlated with itself and with any rising function of it', () => {
    const a = [0.3, -1, 2.5, 4, 1.75]
    expect(
      pearson(
        a,
        a.map((x) => 3 * x - 1),
      ).estimate,
    ).toBeCloseTo(1, 12)
    expect(spearman(a, a.map(Math.exp)).estimate).toBeCloseTo(1, 12)
    expect(
      kendall(
        a,
        a.map((x) => x ** 3),
      ),
    ).toMatchObject({ estimate: 1, p_value: expect.closeTo(2 / 120, 12) })
  })

  it('are symmetric in their sides and bounded', () => {
    fc.assert(
      fc.property(pairs, (entries) => {
        const { a, b } = sides(entries)
        for (const correlation of [pearson, spearman, kendall]) {
          const [there, back] = [correlation(a, b).estimate, correlation(b, a).estimate]
          if (Number.isNaN(there)) continue
          expect(back).toBeCloseTo(there, 12)
          expect(Math.abs(there)).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('have a defined value where nothing varies', () => {
    const same = [2, 2, 2]
    expect(wilcoxonTest(same, same)).toEqual({ statistic: 0, p_value: 1, z: null })
    expect(wilcoxonTest(same, same, { method: 'asymptotic' })).toEqual({ statistic: 0, p_value: 1, z: 0 })
    expect(mannWhitneyTest(same, same).p_value).toBe(1)
    expect(exactRandomisation(same, same).p_value).toBe(1)
    expect(approximateRandomisation(same, same, { resamples: 9 }).p_value).toBe(1)
    expect(signTest(0, 0).p_value).toBe(1)
    expect(mcNemarTest(0, 0).p_value).toBe(1)
    expect(mcNemarTest(0, 0, 'chi_square').p_value).toBeNaN()
    expect(cohensD(same, same)).toBe(0)
    expect(pairedTTest(same, same).p_value).toBeNaN()
    expect(pearson(same, [1, 2, 3]).estimate).toBeNaN()
    expect(kendall(same, [1, 2, 3])).toEqual({ estimate: Number.NaN, p_value: Number.NaN })
  })

  it('have a defined value for one example or none', () => {
    expect(pairedTTest([], []).p_value).toBeNaN()
    expect(pairedTTest([1], [0]).p_value).toBeNaN()
    expect(wilcoxonTest([], []).p_value).toBe(1)
    expect(pearson([1], [2]).estimate).toBeNaN()
    expect(kendall([], []).estimate).toBeNaN()
    expect(proportionInterval(0, 0)).toEqual({ low: 0, high: 1 })
  })

  it('refuse what they cannot answer, with a code', () => {
    const refused: [MetricError['code'], () => unknown][] = [
      ['EMPTY', () => mannWhitneyTest([], [1])],
      ['NOT_FINITE', () => spearman([1, Number.NaN], [1, 2])],
      ['LENGTHS_DIFFER', () => wilcoxonTest([1], [1, 2])],
      ['COUNT_INVALID', () => signTest(-1, 2)],
      ['COUNT_INVALID', () => proportionInterval(3, 2)],
      [
        'TOO_LARGE',
        () =>
          exactRandomisation(
            Array.from({ length: 41 }, (_, i) => i + 1),
            new Array<number>(41).fill(0),
          ),
      ],
      ['TOO_LARGE', () => kendall([1, 1, 2], [1, 2, 3], { method: 'exact' })],
    ]
    for (const [code, run] of refused) {
      expect(run).toThrow(MetricError)
      expect(run).toThrow(expect.objectContaining({ code }))
    }
  })
})
