import { seededRandom } from '@assay/metrics'
import { expect, it } from 'vitest'
import { type CalibratedRun, calibrate } from './calibration.ts'

const range = [1, 5] as const
const asked = { scale: range, direction: 'higher', level: 0.95, seed: 0, reach: 0.25 } as const

/** Two runs: b is better by what people say, and the judge, who likes the long answers of a, says otherwise. */
function population({ examples, labels, seed }: Record<'examples' | 'labels' | 'seed', number>): CalibratedRun[] {
  const random = seededRandom(seed)
  const bounded = (value: number) => Math.min(5, Math.max(1, Math.round(value)))
  const drawn = Array.from({ length: examples }, () => {
    const easy = 3 + 1.6 * (random.uniform() - 0.5)
    return { easy, a: easy + 2 * (random.uniform() - 0.5), b: easy + 0.6 + 2 * (random.uniform() - 0.5) }
  })
  const run = (name: 'a' | 'b', kindness: number): CalibratedRun => ({
    run_id: name,
    judged: Float64Array.from(drawn, (each) => bounded(each[name] + kindness + random.uniform() - 0.5)),
    labels: Float64Array.from(drawn, (each, at) => (at < labels ? bounded(each[name]) : Number.NaN)),
    lengths: Float64Array.from(drawn, () => (name === 'a' ? 900 : 100)),
    is_own_family: name === 'a',
  })
  return [run('a', 1.2), run('b', 0)]
}

const truth = (() => {
  const [a, b] = population({ examples: 50_000, labels: 50_000, seed: 1 })
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  return mean(b?.labels ?? new Float64Array()) - mean(a?.labels ?? new Float64Array())
})()

it('turns the verdict of a biased judge around by a hundred labels', () => {
  const found = calibrate({ ...asked, runs: population({ examples: 1000, labels: 100, seed: 3 }) })
  const [difference] = found.differences
  expect(difference?.mean?.judged).toBeLessThan(0)
  expect(difference).toMatchObject({ run_id: 'b', baseline_run_id: 'a', outcome: 'better', labels: 100 })
  expect(found.bias.low).toBeGreaterThan(0)
  expect(found.length_bias.estimate).toBeGreaterThan(0.3)
  expect(found.family_bias).toMatchObject({ own: 100, others: 100 })
  expect(found.family_bias?.low).toBeGreaterThan(0.5)
})

it('covers the difference of two runs by 50 labels, where the judge alone covers nothing', () => {
  const [samples, labels] = [40, 50]
  let [corrected, naive] = [0, 0]
  for (let seed = 10; seed < 10 + samples; seed++) {
    const [a, b] = population({ examples: 400, labels, seed })
    const [difference] = calibrate({ ...asked, runs: a && b ? [a, b] : [] }).differences
    const { low = 0, high = 0 } = difference?.mean ?? {}
    if (low <= truth && truth <= high) corrected += 1
    const values = (b?.judged ?? new Float64Array()).map((score, at) => score - (a?.judged[at] ?? 0))
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
    if (Math.abs(mean - truth) <= 1.96 * Math.sqrt(variance / values.length)) naive += 1
  }
  expect(corrected / samples).toBeGreaterThanOrEqual(0.9)
  expect(naive).toBe(0)
})

it('says nothing by fewer than two labels', () => {
  const found = calibrate({ ...asked, runs: population({ examples: 20, labels: 1, seed: 3 }) })
  expect(found.differences[0]).toMatchObject({ mean: null, p_value: null, outcome: 'undecided' })
  expect(found.runs[0]).toMatchObject({ mean: null, labels: 1, examples: 20 })
  expect(calibrate({ ...asked, runs: population({ examples: 20, labels: 0, seed: 3 }) }).agreement).toBeNull()
})
