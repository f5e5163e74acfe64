import type { Random } from '@assay/metrics'
import type { PairedSample } from './pairs.ts'
import { clusterSizes, exponential, logNormal, normal } from './populations.ts'

/** Differences between two systems whose mean is 0 and whose halves are not alike. */
export interface Asymmetric {
  readonly name: string
  readonly range: readonly [number | null, number | null]
  readonly draw: (random: Random, n: number) => PairedSample
}

type Difference = (random: Random) => number

interface Shape {
  readonly name: string
  readonly one: Difference
}

/** The mean of an exponential with mean 1 that is cut at 5. */
const cut = 1 - Math.exp(-5)

const bounded: readonly Shape[] = [
  { name: 'rare gains (1 in 10 gains 0.9)', one: rare(0.1, 0.9) },
  { name: 'rare losses (1 in 10 loses 0.9)', one: turned(rare(0.1, 0.9)) },
  { name: 'rarer gains (1 in 50 gains 0.9)', one: rare(0.02, 0.9) },
  { name: 'rarest gains (1 in 100 gains 0.99)', one: rare(0.01, 0.99) },
  { name: 'skew (exponential, cut at 1)', one: (random) => Math.min(1, 0.2 * exponential(random)) - 0.2 * cut },
  { name: 'lumps (3 in 20 gain 0.85, others lose 0.15)', one: (random) => (random.uniform() < 0.15 ? 0.85 : -0.15) },
  { name: 'lumps (1 in 10 gains 1, 2 in 10 lose ½)', one: lumps },
  { name: 'mixture (7 in 100 gain 0.4 to 1)', one: mixture },
]

const open: readonly Shape[] = [
  { name: 'exponential less its mean', one: (random) => exponential(random) - 1 },
  { name: 'log-normal less its mean', one: (random) => logNormal(random) - Math.exp(0.5) },
  { name: 'heavy mixture (1 in 20 ten times as far)', one: heavy },
]

/** Each shape alone, in clusters, and with three repeats; without ends also where scores have none. */
export const asymmetric: readonly Asymmetric[] = [
  ...bounded.flatMap(({ name, one }) => [
    { name, range: [0, 1] as const, draw: alone(within(one)) },
    { name: `${name}, in clusters`, range: [0, 1] as const, draw: inClusters(within(one)) },
    { name: `${name}, 3 repeats`, range: [0, 1] as const, draw: alone(repeated(within(one))) },
  ]),
  ...open.flatMap(({ name, one }) => [
    { name: `${name}, no end`, range: [0, null] as const, draw: alone(above(one)) },
    { name: `${name}, no end, 3 repeats`, range: [0, null] as const, draw: alone(repeated(above(one))) },
  ]),
]

/** Ordinary differences: normal, half a standard deviation from 0. */
export const ordinary: readonly Asymmetric[] = [0.3, 0.2, 0.15, 0.1, 0.05].map((deviation) => ({
  name: `normal, deviation ${deviation} of the range`,
  range: [0, 1],
  draw: alone(within((random) => deviation * Math.max(-3, Math.min(3, normal(random))) + deviation / 2)),
}))

function rare(share: number, gain: number): Difference {
  const loss = (share * gain) / (1 - share)
  return (random) => (random.uniform() < share ? gain : -loss * (1 + 0.4 * (random.uniform() - 0.5)))
}

function turned(one: Difference): Difference {
  return (random) => -one(random)
}

function lumps(random: Random): number {
  const chance = random.uniform()
  return chance < 0.1 ? 1 : chance < 0.3 ? -0.5 : 0
}

function mixture(random: Random): number {
  const isLarge = random.uniform() < 0.07
  return isLarge ? 0.4 + 0.6 * random.uniform() : -(0.07 * 0.7) / 0.93 + 0.05 * (random.uniform() - 0.5)
}

function heavy(random: Random): number {
  return random.uniform() < 0.05 ? 10 * exponential(random) : -0.5 / 0.95 + 0.3 * normal(random)
}

type Pair = readonly [number, number]

/** Two scores within 0…1 that differ by that much. */
function within(one: Difference): (random: Random) => Pair {
  return (random) => {
    const d = one(random)
    const [least, greatest] = [Math.max(0, -d), Math.min(1, 1 - d)]
    const a = least + random.uniform() * (greatest - least)
    return [a, Math.max(0, Math.min(1, a + d))]
  }
}

/** Two scores far above 0. */
function above(one: Difference): (random: Random) => Pair {
  return (random) => {
    const a = 1000 + 10 * random.uniform()
    return [a, a + one(random)]
  }
}

function repeated(one: (random: Random) => Pair): (random: Random) => Pair {
  return (random) => {
    const pairs = [one(random), one(random), one(random)]
    const meanOf = (side: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[side], 0) / pairs.length
    return [meanOf(0), meanOf(1)]
  }
}

function alone(one: (random: Random) => Pair): Asymmetric['draw'] {
  return (random, n) => {
    const pairs = Array.from({ length: n }, () => one(random))
    return { a: pairs.map(([a]) => a), b: pairs.map(([, b]) => b) }
  }
}

/** Examples of a cluster differ alike. */
function inClusters(one: (random: Random) => Pair): Asymmetric['draw'] {
  return (random, n) => {
    const clusters = clusterSizes(random, n)
    const drawn = Array.from({ length: (clusters.at(-1) ?? 0) + 1 }, () => one(random))
    const side = (at: 0 | 1) => clusters.map((cluster) => drawn[cluster]?.[at] ?? 0)
    return { a: side(0), b: side(1), clusters }
  }
}
