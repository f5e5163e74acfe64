import { describe, expect, it } from 'vitest'
import { correctedMean, meanInterval, neededLabels, type Random, seededRandom } from '../src/index.ts'

interface Population {
  readonly range: readonly [number, number]
  /** The label of an example, and what the judge says of it. */
  readonly draw: (random: Random) => readonly [number, number]
}

const chance = (random: Random, share: number) => (random.uniform() < share ? 1 : 0)

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
}

const ofFive = (value: number) => Math.min(5, Math.max(1, Math.round(value)))

const populations: Record<string, Population> = {
  'a judge that lets two in five wrong answers pass': {
    range: [0, 1],
    draw: (random) => {
      const label = chance(random, 0.6)
      return [label, label === 1 ? chance(random, 0.95) : chance(random, 0.4)]
    },
  },
  'a judge that praises everything, where few are wrong': {
    range: [0, 1],
    draw: (random) => [chance(random, 0.97), 1],
  },
  'a judge that gives most of a point too much': {
    range: [1, 5],
    draw: (random) => {
      const quality = 3 + normal(random)
      return [ofFive(quality + normal(random) / 2), ofFive(quality + 0.8 + normal(random) / 2)]
    },
  },
  'a judge that does not see disasters': {
    range: [1, 5],
    draw: (random) => (chance(random, 0.05) === 1 ? [1, 5] : [ofFive(4.6 + normal(random) / 2), 5]),
  },
}

function sample(
  { draw, range }: Population,
  random: Random,
  { examples, labels }: Record<'examples' | 'labels', number>,
) {
  const drawn = Array.from({ length: examples }, () => draw(random))
  return {
    range,
    judged: drawn.map(([, judged]) => judged),
    labels: drawn.map(([label], place) => (place < labels ? label : null)),
  }
}

function truthOf(population: Population): number {
  const random = seededRandom(1)
  const draws = 200_000
  let sum = 0
  for (let i = 0; i < draws; i++) sum += population.draw(random)[0]
  return sum / draws
}

const repeats = 100

describe.each(Object.entries(populations))('the corrected mean of %s', (_, population) => {
  const truth = truthOf(population)

  it.each([50, 100, 200])('covers the mean of people with %i labels, where the judge alone does not', (labels) => {
    const random = seededRandom(labels)
    let [covered, naive] = [0, 0]
    for (let repeat = 0; repeat < repeats; repeat++) {
      const scores = sample(population, random, { examples: 300, labels })
      const { low, high } = correctedMean(scores)
      covered += low <= truth && truth <= high ? 1 : 0
      const alone = meanInterval(scores.judged, { range: population.range })
      naive += (alone.low ?? 0) <= truth && truth <= (alone.high ?? 0) ? 1 : 0
    }
    // 95 % less three standard errors
    expect(covered / repeats).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / repeats))
    expect(naive / repeats).toBeLessThan(0.1)
  })
})

const kind = populations['a judge that gives most of a point too much']
if (!kind) throw new Error('there is no such judge')

describe('the corrected mean', () => {
  const scores = sample(kind, seededRandom(3), { examples: 4_000, labels: 400 })
  const found = correctedMean(scores)

  it('says how kind the judge is, and is narrower than labels alone', () => {
    expect(found.bias).toBeCloseTo(0.75, 0)
    expect(found.judged - found.estimate).toBeCloseTo(found.bias, 0)
    expect(found.weight).toBeGreaterThan(0.5)
    const alone = meanInterval(scores.labels.slice(0, 400).map(Number), { range: [1, 5], method: 'gaffke' })
    expect(found.high - found.low).toBeLessThan(0.85 * ((alone.high ?? 0) - (alone.low ?? 0)))
    expect(found.labels).toBe(400)
  })

  it('goes by labels alone where the judge says nothing', () => {
    const { labels } = scores
    const flat = correctedMean({ judged: labels.map(() => 5), labels, range: [1, 5] })
    const given = labels.filter((label) => label !== null)
    const alone = meanInterval(given, { range: [1, 5], method: 'gaffke' })
    expect(flat.weight).toBe(0)
    expect(flat.estimate).toBeCloseTo(alone.estimate ?? 0, 12)
    expect(flat.low).toBeCloseTo(alone.low ?? 0, 12)
    expect(flat.high).toBeCloseTo(alone.high ?? 0, 12)
  })

  it('of differences says with its p-value what its interval says', () => {
    const random = seededRandom(5)
    for (const shift of [0, 0.1, 0.3]) {
      const judged = Array.from({ length: 500 }, () => Math.max(-1, Math.min(1, shift + normal(random) / 4)))
      const labels = judged.map((score, place) =>
        place < 150 ? Math.max(-1, Math.min(1, score - 0.05 + normal(random) / 20)) : null,
      )
      const { p_value, low, high } = correctedMean({ judged, labels, range: [-1, 1] })
      expect(p_value < 0.05).toBe(low > 0 || high < 0)
    }
  })

  it('says how many more labels bring it to a width, and when none would', () => {
    const reach = found.reach.labels / 2
    const more = neededLabels(found, Math.hypot(reach, found.reach.examples))
    expect(more).toBe(1_200)
    expect(neededLabels(found, 2 * (found.high - found.low))).toBe(0)
    expect(neededLabels(found, found.reach.examples)).toBeNull()
  })

  it.each([
    [{ judged: [1, 2], labels: [1] }, 'LENGTHS_DIFFER'],
    [{ judged: [1, 2, 3], labels: [1, null, null] }, 'EMPTY'],
    [{ judged: [1, 2, 6], labels: [1, 2, null] }, 'RANGE_INVALID'],
    [{ judged: [1, 2, 5], labels: [1, 9, null] }, 'RANGE_INVALID'],
    [{ judged: [1, 2, 5], labels: [1, Number.NaN, null] }, 'NOT_FINITE'],
    [{ judged: [1, 1], labels: [1, 1], range: [1, 1] as const }, 'RANGE_INVALID'],
  ])('refuses %j', (wrong, code) => {
    expect(() => correctedMean({ range: [1, 5], ...wrong })).toThrow(expect.objectContaining({ code }))
  })
})
