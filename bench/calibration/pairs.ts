import type { Random } from '@assay/metrics'
import { arcsine, clustered, exponential, logNormal, normal, quarters } from './populations.ts'

/** Scores of two systems on the same examples. */
export interface PairedSample {
  readonly a: readonly number[]
  readonly b: readonly number[]
  readonly clusters?: readonly number[]
}

/** Two systems without any difference, and the same with one, whose true mean is known. */
export interface Contest {
  readonly name: string
  readonly kind: 'unbounded' | 'bounded' | 'proportion'
  readonly range: readonly [number | null, number | null]
  readonly effect: number
  readonly draw: (random: Random, n: number, effect: 'none' | 'some') => PairedSample
}

/** Contests, by the kind of metric. */
export const contests: readonly Contest[] = [
  shifted('normal', normal, 0.5),
  shifted('skewed (exponential)', exponential, 0.5),
  {
    name: 'very skewed (log-normal, twice)',
    kind: 'unbounded',
    range: [0, null],
    effect: Math.exp(0.5),
    draw: perExample((random, effect) => [logNormal(random), logNormal(random) * (effect === 'some' ? 2 : 1)]),
  },
  {
    name: 'bounded (arcsine)',
    kind: 'bounded',
    range: [0, 1],
    effect: 0.1,
    draw: perExample((random, effect) => {
      const [a, b] = [arcsine(random), arcsine(random)]
      return [a, effect === 'some' ? 0.2 + 0.8 * b : b]
    }),
  },
  {
    name: 'tied (7 of 10 alike)',
    kind: 'bounded',
    range: [0, 1],
    effect: 0.07,
    draw: perExample((random, effect) => {
      const a = quarters(random)
      const b = random.uniform() < 0.7 ? a : quarters(random)
      return [a, effect === 'some' && random.uniform() < 0.1 ? 1 : b]
    }),
  },
  {
    name: 'rare gains (1 of 10)',
    kind: 'bounded',
    range: [0, 1],
    effect: 0.025,
    draw: perExample((random, effect) => {
      const other = random.uniform() < 0.1 ? 0.5 + random.uniform() / 2 : 0.5
      return effect === 'some' || random.uniform() < 0.5 ? [0.5, other] : [other, 0.5]
    }),
  },
  {
    name: 'proportion (7 of 10 alike)',
    kind: 'proportion',
    range: [0, 1],
    effect: 0.105,
    draw: perExample((random, effect) => {
      const a = Number(random.uniform() < 0.3)
      const b = random.uniform() < 0.7 ? a : Number(random.uniform() < 0.3)
      return [a, effect === 'some' && random.uniform() < 0.15 ? 1 : b]
    }),
  },
  {
    name: 'clustered (normal)',
    kind: 'unbounded',
    range: [null, null],
    effect: 0.5,
    draw: (random, n, effect) => {
      const { values, clusters } = clustered(random, n)
      const a = values.map(() => normal(random))
      return { a, b: a.map((value, i) => value + (values[i] ?? 0) + (effect === 'some' ? 0.5 : 0)), clusters }
    },
  },
]

/** Rare losses of one size, where few draws show how far differences spread. */
export const rareLosses: readonly Contest[] = [
  losses('proportion (loses 1 of 100)', 'proportion', 0.01, 1),
  losses('bounded (loses half on 1 of 50)', 'bounded', 0.02, 0.5),
  losses('bounded (loses 0.3 on 1 of 10)', 'bounded', 0.1, 0.3),
]

function losses(name: string, kind: 'bounded' | 'proportion', share: number, size: number): Contest {
  const draw = perExample((random, effect) => {
    const a = kind === 'proportion' ? 1 : 0.5 + random.uniform() / 2
    return [a, effect === 'some' && random.uniform() < share ? a - size : a]
  })
  return { name, kind, range: [0, 1], effect: -share * size, draw }
}

function shifted(name: string, one: (random: Random) => number, effect: number): Contest {
  const draw = perExample((random, what) => [one(random), one(random) + (what === 'some' ? effect : 0)])
  return { name, kind: 'unbounded', range: [null, null], effect, draw }
}

function perExample(one: (random: Random, effect: 'none' | 'some') => readonly [number, number]): Contest['draw'] {
  return (random, n, effect) => {
    const pairs = Array.from({ length: n }, () => one(random, effect))
    return { a: pairs.map(([a]) => a), b: pairs.map(([, b]) => b) }
  }
}
