import type { Random } from '@assay/metrics'

/** Scores of examples, and the source that each belongs to where some share one. */
export interface Sample {
  readonly values: readonly number[]
  readonly clusters?: readonly number[]
}

/** What scores may look like, with their true mean. */
export interface Population {
  readonly name: string
  readonly kind: 'unbounded' | 'bounded' | 'proportion'
  readonly range: readonly [number | null, number | null]
  readonly mean: number
  readonly draw: (random: Random, n: number) => Sample
}

const openRange = [0, null] as const
const unitRange = [0, 1] as const

/** Populations of scores, by the kind of metric that has such scores. */
export const populations: readonly Population[] = [
  { name: 'normal', kind: 'unbounded', range: [null, null], mean: 0, draw: each(normal) },
  { name: 'skewed (exponential)', kind: 'unbounded', range: openRange, mean: 1, draw: each(exponential) },
  { name: 'very skewed (log-normal)', kind: 'unbounded', range: openRange, mean: Math.exp(0.5), draw: each(logNormal) },
  { name: 'bounded (arcsine)', kind: 'bounded', range: unitRange, mean: 0.5, draw: each(arcsine) },
  { name: 'bounded (near 1)', kind: 'bounded', range: unitRange, mean: 8 / 9, draw: each(nearOne) },
  { name: 'tied (quarters)', kind: 'bounded', range: unitRange, mean: 0.3, draw: each(quarters) },
  { name: 'rare (1 of 10 above 0)', kind: 'bounded', range: unitRange, mean: 0.05, draw: each(rare) },
  {
    name: 'proportion 0.5',
    kind: 'proportion',
    range: unitRange,
    mean: 0.5,
    draw: each((r) => Number(r.uniform() < 0.5)),
  },
  {
    name: 'proportion 0.1',
    kind: 'proportion',
    range: unitRange,
    mean: 0.1,
    draw: each((r) => Number(r.uniform() < 0.1)),
  },
  { name: 'clustered (normal)', kind: 'unbounded', range: [null, null], mean: 0, draw: clustered },
  { name: 'clustered (bounded)', kind: 'bounded', range: unitRange, mean: 0.5, draw: clusteredWithin },
  { name: 'clustered (proportion 0.3)', kind: 'proportion', range: unitRange, mean: 0.3, draw: clusteredProportion },
]

export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
}

export function exponential(random: Random): number {
  return -Math.log(1 - random.uniform())
}

export function logNormal(random: Random): number {
  return Math.exp(normal(random))
}

export function arcsine(random: Random): number {
  return Math.sin((Math.PI / 2) * random.uniform()) ** 2
}

function nearOne(random: Random): number {
  return random.uniform() ** (1 / 8)
}

/** 0, ¼, ½, ¾, 1 with the probabilities 0.4, 0.3, 0.1, 0.1, 0.1. */
export function quarters(random: Random): number {
  const u = random.uniform()
  return [0.4, 0.7, 0.8, 0.9].filter((bound) => u >= bound).length / 4
}

function rare(random: Random): number {
  return random.uniform() < 0.1 ? random.uniform() : 0
}

/** The cluster of each example: 1 to 9 examples share one, 5 on average. */
export function clusterSizes(random: Random, n: number): number[] {
  const clusters: number[] = []
  for (let cluster = 0; clusters.length < n; cluster++) {
    clusters.push(...Array.from({ length: 1 + random.integer(9) }, () => cluster))
  }
  return clusters.slice(0, n)
}

function each(one: (random: Random) => number): Population['draw'] {
  return (random, n) => ({ values: Array.from({ length: n }, () => one(random)) })
}

/** Half of the variance lies between clusters. */
export function clustered(random: Random, n: number): { values: number[]; clusters: number[] } {
  const clusters = clusterSizes(random, n)
  const effects = clusters.map(() => normal(random))
  const values = clusters.map((cluster) => ((effects[cluster] ?? 0) + normal(random)) * Math.SQRT1_2)
  return { values, clusters }
}

function clusteredWithin(random: Random, n: number): Sample {
  const clusters = clusterSizes(random, n)
  const effects = clusters.map(() => arcsine(random))
  return { clusters, values: clusters.map((cluster) => ((effects[cluster] ?? 0) + random.uniform()) / 2) }
}

function clusteredProportion(random: Random, n: number): Sample {
  const clusters = clusterSizes(random, n)
  const shares = clusters.map(() => (random.uniform() < 0.5 ? 0.1 : 0.5))
  return { clusters, values: clusters.map((cluster) => Number(random.uniform() < (shares[cluster] ?? 0))) }
}
