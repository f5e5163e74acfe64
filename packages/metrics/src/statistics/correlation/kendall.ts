import { MetricError } from '../../metric-error.ts'
import { normalSurvival } from '../distributions/normal.ts'
import { checkSameLength, finite, type Numbers } from '../sample/check.ts'
import { runs, tieCounts } from '../sample/ranks.ts'
import type { Correlation } from './correlation.ts'

/** How to count and test concordance. */
export interface KendallOptions {
  /** τ-b (default) corrects for ties on either side; τ-c (Stuart's) for tables that are not square. */
  readonly variant?: 'b' | 'c'
  /** Default `auto`: exact without ties up to 33 pairs, or when at most one pair is out of order. */
  readonly method?: 'auto' | 'exact' | 'asymptotic'
}

const largestExact = 170

/**
 * Kendall's τ, from the numbers of concordant and discordant pairs (Knight's algorithm, n log n), with a two-sided
 * p-value: exact, from the distribution of inversions, or normal with the variance corrected for ties. Equal to scipy's
 * `kendalltau`.
 *
 * Source: M. G. Kendall, Rank Correlation Methods (1970). No unit, −1…1. One side constant, or below two pairs: NaN.
 *
 * @throws MetricError `LENGTHS_DIFFER`, `NOT_FINITE`; `TOO_LARGE` for the exact test with ties or above 170 pairs
 */
export function kendall(a: Numbers, b: Numbers, options: KendallOptions = {}): Correlation {
  checkSameLength(a, b, 'a and b')
  const pairs = concordance(finite(a, 'a'), finite(b, 'b'))
  const estimate = options.variant === 'c' ? tauC(pairs) : tauB(pairs)
  if (Number.isNaN(estimate)) return { estimate, p_value: Number.NaN }
  const { n, total, discordant, tiesA, tiesB } = pairs
  const untied = tiesA.pairs === 0 && tiesB.pairs === 0
  const fewest = Math.min(discordant, total - discordant)
  const method = options.method ?? 'auto'
  if (method === 'exact' && (!untied || n > largestExact)) {
    throw new MetricError('TOO_LARGE', `Kendall's exact test takes up to ${largestExact} pairs without ties.`)
  }
  const exact = method === 'exact' || (method === 'auto' && untied && n <= largestExact && (n <= 33 || fewest <= 1))
  return { estimate, p_value: exact ? exactP(n, fewest) : asymptoticP(pairs) }
}

interface Ties {
  readonly pairs: number
  readonly triples: number
  readonly weighted: number
  readonly distinct: number
}

interface Concordance {
  readonly n: number
  readonly total: number
  readonly discordant: number
  /** Concordant minus discordant. */
  readonly excess: number
  readonly tiesA: Ties
  readonly tiesB: Ties
}

function concordance(a: Float64Array, b: Float64Array): Concordance {
  const n = a.length
  const order = Array.from(a.keys()).sort((i, j) => (a[i] ?? 0) - (a[j] ?? 0) || (b[i] ?? 0) - (b[j] ?? 0))
  const isSame = (i: number, j: number) => {
    const [k, l] = [order[i] ?? 0, order[j] ?? 0]
    return a[k] === a[l] && b[k] === b[l]
  }
  const tiedOnBoth = runs(n, isSame).reduce((pairs, [from, to]) => pairs + pairsOf(to - from), 0)
  const [tiesA, tiesB] = [tiesOf(a), tiesOf(b)]
  const total = pairsOf(n)
  const discordant = inversions(Float64Array.from(order, (i) => b[i] ?? 0))
  const excess = total - tiesA.pairs - tiesB.pairs + tiedOnBoth - 2 * discordant
  return { n, total, discordant, excess, tiesA, tiesB }
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2
}

function tiesOf(values: Float64Array): Ties {
  const counts = tieCounts(values)
  const total = (term: (t: number) => number) => counts.reduce((soFar, t) => soFar + term(t), 0)
  return {
    pairs: total(pairsOf),
    triples: total((t) => t * (t - 1) * (t - 2)),
    weighted: total((t) => t * (t - 1) * (2 * t + 5)),
    distinct: counts.length,
  }
}

/** How many pairs stand in descending order, by merging halves; sorts the values. */
function inversions(values: Float64Array): number {
  if (values.length < 2) return 0
  const left = values.slice(0, values.length >> 1)
  const right = values.slice(values.length >> 1)
  let count = inversions(left) + inversions(right)
  let [i, j] = [0, 0]
  for (let k = 0; k < values.length; k++) {
    const fromLeft = j >= right.length || (i < left.length && (left[i] ?? 0) <= (right[j] ?? 0))
    if (!fromLeft) count += left.length - i
    values[k] = (fromLeft ? left[i++] : right[j++]) ?? 0
  }
  return count
}

function tauB({ total, excess, tiesA, tiesB }: Concordance): number {
  const tau = excess / Math.sqrt((total - tiesA.pairs) * (total - tiesB.pairs))
  return Math.max(-1, Math.min(1, tau))
}

function tauC({ n, excess, tiesA, tiesB }: Concordance): number {
  const least = Math.min(tiesA.distinct, tiesB.distinct)
  return least < 2 ? Number.NaN : (2 * excess * least) / (n * n * (least - 1))
}

/** Twice the share of orders of n that have at most `fewest` inversions. */
function exactP(n: number, fewest: number): number {
  let shares = new Float64Array(fewest + 1)
  shares[0] = 1
  for (let length = 2; length <= n; length++) {
    const next = new Float64Array(fewest + 1)
    for (let k = 0; k <= fewest; k++) {
      for (let moved = Math.max(0, k - length + 1); moved <= k; moved++) next[k] = (next[k] ?? 0) + (shares[moved] ?? 0)
    }
    shares = next.map((share) => share / length)
  }
  return Math.min(1, 2 * shares.reduce((total, share) => total + share, 0))
}

function asymptoticP({ n, excess, tiesA, tiesB }: Concordance): number {
  const m = n * (n - 1)
  const spread = (m * (2 * n + 5) - tiesA.weighted - tiesB.weighted) / 18
  const byPairs = (2 * tiesA.pairs * tiesB.pairs) / m
  const byTriples = n > 2 ? (tiesA.triples * tiesB.triples) / (9 * m * (n - 2)) : 0
  return 2 * normalSurvival(Math.abs(excess) / Math.sqrt(spread + byPairs + byTriples))
}
