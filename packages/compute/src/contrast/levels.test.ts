import { type Random, type ScoreDeclaration, seededRandom } from '@assay/metrics'
import { describe, expect, it } from 'vitest'
import { contrast } from './contrast.ts'

const replicates = 400
const standardError = Math.sqrt((0.05 * 0.95) / replicates)

const normal = (random: Random) =>
  Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())

const rareGain = (share: number, gain: number) => (random: Random) =>
  random.uniform() < share ? gain : -((share * gain) / (1 - share)) * (0.8 + 0.4 * random.uniform())

/** Differences with mean 0, none of them symmetric; the whole tables are drawn by `bench/calibration.ts`. */
const bounded = {
  'rare gains': rareGain(0.1, 0.9),
  'rare losses': (random: Random) => -rareGain(0.1, 0.9)(random),
  'rarer gains than most samples hold': rareGain(0.02, 0.9),
  'lumps at the ends': (random: Random) => (random.uniform() < 0.15 ? 0.85 : -0.15),
  skew: (random: Random) => Math.min(1, -0.2 * Math.log(1 - random.uniform())) - 0.2 * (1 - Math.exp(-5)),
}
const open = {
  'exponential less its mean': (random: Random) => -Math.log(1 - random.uniform()) - 1,
  'log-normal less its mean': (random: Random) => Math.exp(normal(random)) - Math.exp(0.5),
}

interface Setting {
  readonly n: number
  readonly range: ScoreDeclaration['range']
  readonly cluster?: number
}

/** How often a comparison decides for one side, and how often its interval holds 0, among those that have one. */
function decide(one: (random: Random) => number, { n, range, cluster = 1 }: Setting) {
  const random = seededRandom(n)
  const score: ScoreDeclaration = { name: 's', title: 'S', direction: 'higher', range, unit: 'fraction', margin: 0 }
  const found = Array.from({ length: replicates }, () => {
    const shared = Array.from({ length: Math.ceil(n / cluster) }, () => one(random))
    const columns = [new Float64Array(n), new Float64Array(n)] as const
    for (let example = 0; example < n; example++) {
      const d = shared[Math.floor(example / cluster)] ?? 0
      columns[0][example] = Math.max(0, -d) + random.uniform() * (range[1] === null ? 1 : 1 - Math.abs(d))
      columns[1][example] = (columns[0][example] ?? 0) + d
    }
    const clusters =
      cluster > 1 ? Int32Array.from({ length: n }, (_, example) => Math.floor(example / cluster)) : undefined
    const tables = [{ score, margin: 0, columns, repeats: [[], []] }]
    return contrast({ run_ids: ['a', 'b'], tables, level: 0.95, seed: 0, method: 'analytic', clusters })[0]
      ?.differences[0]
  })
  const answered = found.filter((difference) => difference?.difference.low !== null)
  const share = (times: number) => times / replicates
  const covers = answered.filter((answer) => {
    const { low, high } = answer?.difference ?? {}
    return Number(low) <= 0 && 0 <= Number(high)
  })
  return {
    decided: share(found.filter((answer) => ['better', 'worse'].includes(answer?.outcome ?? '')).length),
    covered: answered.length === 0 ? null : covers.length / answered.length,
    answered: share(answered.length),
  }
}

describe('where differences are not symmetric, and there is none', () => {
  const sizes = [5, 10, 30, 100]
  const cases = [...Object.entries(bounded)].flatMap(([name, one]) => sizes.map((n) => ({ name, one, n })))

  it.each(cases)('a comparison of $n examples decides in no more than one of twenty: $name', ({ one, n }) => {
    const { decided, covered, answered } = decide(one, { n, range: [0, 1] })
    expect(decided).toBeLessThanOrEqual(0.05 + 3 * standardError)
    expect(covered).toBeGreaterThanOrEqual(0.93)
    expect(answered).toBe(1)
  })

  it.each(Object.entries(bounded))('nor of examples that share a source: %s', (_, one) => {
    const { decided, covered } = decide(one, { n: 100, range: [0, 1], cluster: 4 })
    expect(decided).toBeLessThanOrEqual(0.05 + 3 * standardError)
    expect(covered).toBeGreaterThanOrEqual(0.93)
  })

  it.each(Object.entries(open))('of scores without an end it is silent, or right: %s', (_, one) => {
    expect(decide(one, { n: 30, range: [0, null] })).toEqual({ decided: 0, covered: null, answered: 0 })
    const { decided, covered } = decide(one, { n: 100, range: [0, null] })
    expect(decided).toBeLessThanOrEqual(0.05 + 3 * standardError)
    expect(covered).toBeGreaterThanOrEqual(0.93)
  })
})

it('caution is no silence: of 100 ordinary differences half a deviation from 0, most are found', () => {
  for (const [deviation, power] of [
    [0.2, 0.95],
    [0.15, 0.9],
    [0.1, 0.65],
  ] as const) {
    const one = (random: Random) => deviation * (0.5 + Math.max(-2.5, Math.min(2.5, normal(random))))
    expect(decide(one, { n: 100, range: [0, 1] }).decided, `${deviation}`).toBeGreaterThan(power)
  }
})
