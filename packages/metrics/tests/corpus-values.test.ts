import { describe, expect, it } from 'vitest'
import {
  corpusBootstrap,
  corpusValues,
  meanInterval,
  resampleCorpora,
  resampleMeans,
  seededRandom,
} from '../src/index.ts'

const random = seededRandom(7)
const words = Float64Array.from({ length: 60 }, () => 5 + random.integer(20))
const errors = words.map((count) => random.integer(count + 1))
const rate = ([wrong = 0, all = 0]: ArrayLike<number> & Iterable<number>) => wrong / all
const corpus = { columns: [errors, words], score: rate }

describe('the values of a corpus score', () => {
  it('are those of the examples where the score is their mean', () => {
    const scores = Array.from(errors, (count) => count / 20)
    const ones = scores.map(() => 1)
    const { estimate, values } = corpusValues({ columns: [scores, ones], score: rate })
    for (const [at, value] of values.entries()) expect(value).toBeCloseTo(scores[at] ?? 0, 10)
    expect(estimate).toBeCloseTo(scores.reduce((sum, score) => sum + score, 0) / 60, 12)
  })

  it('have the score as their mean, and the linearised ratio as their spread', () => {
    const { estimate, values } = corpusValues(corpus)
    const [wrong, all] = [errors, words].map((column) => column.reduce((sum, value) => sum + value, 0))
    expect(estimate).toBe((wrong ?? 0) / (all ?? 0))
    expect(values.reduce((sum, value) => sum + value, 0) / 60).toBeCloseTo(estimate, 12)
    const mean = (all ?? 0) / 60
    for (const [at, value] of values.entries()) {
      const linear = estimate + ((errors[at] ?? 0) - estimate * (words[at] ?? 0)) / mean
      expect(Math.abs(value - linear)).toBeLessThan(0.05)
    }
  })

  it('are the score for one example, none are made of no examples, and nonsense shows', () => {
    expect(corpusValues({ columns: [[1], [4]], score: rate })).toEqual({
      estimate: 0.25,
      values: Float64Array.of(0.25),
    })
    expect(() => corpusValues({ columns: [[], []], score: rate })).toThrow(expect.objectContaining({ code: 'EMPTY' }))
    expect(() => corpusValues({ columns: [[1, 2], [1]], score: rate })).toThrow(
      expect.objectContaining({ code: 'LENGTHS_DIFFER' }),
    )
    const { values } = corpusValues({
      columns: [
        [1, 0],
        [4, 0],
      ],
      score: rate,
    })
    expect(values.every(Number.isNaN)).toBe(true)
  })
})

describe('draws of corpus scores', () => {
  it('are those of the means where the score is a mean', () => {
    const ones = words.map(() => 1)
    const [drawn] = resampleCorpora([{ columns: [errors, ones], score: rate }], { resamples: 50, seed: 3 })
    const [means] = resampleMeans([errors], { resamples: 50, seed: 3 })
    for (const [at, value] of (drawn ?? []).entries()) expect(value).toBeCloseTo(means?.[at] ?? 0, 12)
  })

  it('are those of corpusBootstrap, so that intervals agree, and are the same in whatever company', () => {
    const other = { columns: [errors.toReversed(), words], score: rate }
    const [first, second] = resampleCorpora([corpus, other], { resamples: 400, seed: 5 })
    expect(resampleCorpora([other], { resamples: 400, seed: 5 })).toEqual([second])
    const { low, high } = corpusBootstrap(
      { a: corpus.columns, b: other.columns, score: rate },
      { resamples: 400, seed: 5 },
    ).a
    const options = { method: 'bootstrap_percentile', resampled: first ?? new Float64Array() } as const
    expect(meanInterval(corpusValues(corpus).values, options)).toMatchObject({ low, high })
  })
})
