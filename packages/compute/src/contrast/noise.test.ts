import { seededRandom } from '@assay/metrics'
import { expect, it } from 'vitest'
import { noiseOf } from './noise.ts'

it('parts the variance as a one-way analysis of variance does', () => {
  // three examples, two repeats: mean squares 28.5 between and 2/3 within, by hand
  const noise = noiseOf([Float64Array.of(1, 5, 9), Float64Array.of(2, 4, 8)])
  expect(noise?.repeats).toBe(2)
  expect(noise?.between_repeats).toBeCloseTo(0.5, 12)
  expect(noise?.between_examples).toBeCloseTo(
    (2 * ((1.5 - 29 / 6) ** 2 + (4.5 - 29 / 6) ** 2 + (8.5 - 29 / 6) ** 2)) / 4 - 0.25,
    12,
  )
  expect(noise?.standard_deviation).toBeCloseTo(Math.sqrt(((5 - 29 / 6) ** 2 + (14 / 3 - 29 / 6) ** 2) / 1), 12)
})

it('finds the parts that scores were made of', () => {
  const random = seededRandom(3)
  const uniform = (width: number) => (random.uniform() - 0.5) * width
  const examples = Float64Array.from({ length: 4000 }, () => uniform(1))
  const repeats = Array.from({ length: 4 }, () => examples.map((value) => value + uniform(0.5)))
  const noise = noiseOf(repeats)
  expect(noise?.between_examples).toBeCloseTo(1 / 12, 2)
  expect(noise?.between_repeats).toBeCloseTo(0.25 / 12, 2)
  expect(noise?.share).toBeCloseTo(0.2, 1)
})

it('finds no noise where repeats agree, and no examples where they do not matter', () => {
  const same = Float64Array.of(0.1, 0.5, 0.9)
  expect(noiseOf([same, same])).toMatchObject({ standard_deviation: 0, between_repeats: 0, share: 0 })
  expect(noiseOf([Float64Array.of(0, 1), Float64Array.of(1, 0)])).toMatchObject({ between_examples: 0, share: 1 })
  expect(noiseOf([Float64Array.of(1, 1), Float64Array.of(1, 1)])).toMatchObject({ share: null })
})

it('counts only examples that every repeat has, and says nothing of fewer than two', () => {
  const [a, b] = [Float64Array.of(1, Number.NaN, 3, 4), Float64Array.of(2, 5, 3, 5)]
  expect(noiseOf([a, b])).toEqual(noiseOf([Float64Array.of(1, 3, 4), Float64Array.of(2, 3, 5)]))
  expect(noiseOf([a])).toBeNull()
  expect(noiseOf([])).toBeNull()
  expect(noiseOf([Float64Array.of(1), Float64Array.of(2)])).toBeNull()
})
