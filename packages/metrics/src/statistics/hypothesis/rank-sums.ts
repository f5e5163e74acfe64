import { sum } from '../sample/moments.ts'

/** P(S ≤ s) and P(S ≥ s) of a sum of ranks. */
export interface Tails {
  readonly less: number
  readonly greater: number
}

/**
 * Exact tails of the sum of ranks with a random sign each, of which the positive ones count. Half ranks are welcome.
 */
export function signedRankTails(ranks: Float64Array, statistic: number): Tails {
  const probabilities = new Float64Array(2 * sum(ranks) + 1)
  probabilities[0] = 1
  let reach = 0
  for (const rank of ranks) {
    const step = 2 * rank
    reach += step
    for (let s = reach; s >= 0; s--) {
      const moved = s >= step ? (probabilities[s - step] ?? 0) : 0
      probabilities[s] = ((probabilities[s] ?? 0) + moved) / 2
    }
  }
  return tails(probabilities, 2 * statistic)
}

/**
 * Exact tails of the sum of the ranks of `chosen` examples drawn from all without replacement. Half ranks are welcome.
 */
export function drawnRankTails(ranks: Float64Array, chosen: number, statistic: number): Tails {
  const width = 2 * sum(ranks.toSorted().slice(ranks.length - chosen)) + 1
  const rows = Array.from({ length: chosen + 1 }, () => new Float64Array(width))
  rows[0]?.fill(1, 0, 1)
  ranks.forEach((rank, seen) => {
    for (let k = Math.min(chosen, seen + 1); k >= 1; k--) addShifted(rows, k, 2 * rank)
  })
  return tails(rows[chosen] ?? new Float64Array(), 2 * statistic)
}

function addShifted(rows: readonly Float64Array[], k: number, step: number): void {
  const [from, to] = [rows[k - 1], rows[k]]
  if (from === undefined || to === undefined) return
  for (let s = to.length - 1; s >= step; s--) to[s] = (to[s] ?? 0) + (from[s - step] ?? 0)
}

function tails(weights: Float64Array, statistic: number): Tails {
  let [less, greater, total] = [0, 0, 0]
  weights.forEach((weight, s) => {
    total += weight
    if (s <= statistic) less += weight
    if (s >= statistic) greater += weight
  })
  return { less: less / total, greater: greater / total }
}
