import { expect, it } from 'vitest'
import { cohensKappa, confusionMatrix, krippendorffAlpha, raterAgreement } from '../src/index.ts'

const first = [1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 1, 2, 2, 3, 5]
const second = [1, 2, 3, 3, 5, 4, 4, 3, 1, 1, 2, 2, 3, 3, 4]

const many = Array.from({ length: 200 }, (_, at) => ((at * 7 + 3) % 5) + 1)
const others = many.map((rating, at) => Math.min(5, Math.max(1, rating + ((at * 13) % 3) - 1)))

// scikit-learn 1.9.1 (cohen_kappa_score) and krippendorff 0.9.0 (alpha)
it.for([
  ['a few ratings', first, second, 0.5, 0.8821989528795812, 0.8858267716535433],
  ['many ratings', many, others, 0.33125000000000004, 0.8657465495608532, 0.8660817631171993],
] as const)(
  'finds of %s the coefficients of scikit-learn and krippendorff',
  ([, ours, theirs, kappa, weighted, alpha]) => {
    const found = raterAgreement(ours, theirs)
    expect(found.kappa.estimate).toBeCloseTo(kappa, 12)
    expect(found.weighted_kappa.estimate).toBeCloseTo(weighted, 12)
    expect(found.alpha.estimate).toBeCloseTo(alpha, 12)
  },
)

it('has the coefficients of the functions that take more raters and levels', () => {
  const matrix = confusionMatrix(many, others)
  const found = raterAgreement(many, others)
  expect(found.kappa.estimate).toBeCloseTo(cohensKappa(matrix), 12)
  expect(found.weighted_kappa.estimate).toBeCloseTo(cohensKappa(matrix, 'quadratic'), 12)
  expect(found.alpha.estimate).toBeCloseTo(krippendorffAlpha([many, others], 'interval'), 12)
})

it('has intervals that hold the coefficients, the same for the same seed', () => {
  const found = raterAgreement(many, others)
  expect(found.n).toBe(200)
  expect(found.same.estimate).toBeCloseTo(others.filter((rating, at) => rating === many[at]).length / 200, 12)
  for (const { estimate, low, high } of [found.same, found.kappa, found.weighted_kappa, found.alpha]) {
    expect(low).toBeLessThan(estimate ?? Number.NaN)
    expect(high).toBeGreaterThan(estimate ?? Number.NaN)
  }
  expect(raterAgreement(many, others)).toEqual(found)
  expect(raterAgreement(many, others, { seed: 1 }).kappa.low).not.toBe(found.kappa.low)
})

it('gives no interval for a handful of examples, or where coefficients are mostly undefined', () => {
  expect(raterAgreement([1, 2, 3], [1, 2, 2]).kappa).toMatchObject({ low: null, high: null })
  const same = Array.from({ length: 20 }, () => 0.1)
  const undefinedOne = { estimate: null, low: null, high: null }
  expect(raterAgreement(same, same)).toMatchObject({
    kappa: undefinedOne,
    weighted_kappa: undefinedOne,
    alpha: undefinedOne,
  })
  const nearly = [4, ...same.slice(1)]
  expect(raterAgreement(nearly, nearly).kappa).toEqual({ estimate: 1, low: null, high: null })
})
