import { checkProbability } from '../sample/check.ts'

/**
 * Holm's adjusted p-values, in the given order: the chance of any false rejection stays within α when those ≤ α are
 * rejected. p₍ᵢ₎ → max over j ≤ i of (m − j + 1) p₍ⱼ₎, at most 1. Source: S. Holm, Scandinavian Journal of Statistics 6
 * (1979). Of nothing: nothing.
 *
 * @throws MetricError `PROBABILITY_INVALID`
 */
export function holm(p_values: readonly number[]): number[] {
  const m = p_values.length
  return stepped(p_values, (p, i) => p * (m - i), 'up')
}

/**
 * Benjamini and Hochberg's adjusted p-values: the expected share of false ones among the rejected stays within α.
 * p₍ᵢ₎ → min over j ≥ i of (m/j) p₍ⱼ₎. Source: Y. Benjamini, Y. Hochberg, JRSS B 57 (1995). Of nothing: nothing.
 *
 * @throws MetricError `PROBABILITY_INVALID`
 */
export function benjaminiHochberg(p_values: readonly number[]): number[] {
  const m = p_values.length
  return stepped(p_values, (p, i) => p / ((i + 1) / m), 'down')
}

/**
 * Benjamini and Yekutieli's adjusted p-values, valid under any dependence: those of Benjamini and Hochberg times Σ 1/k
 * for k = 1…m. Source: Annals of Statistics 29 (2001). Of nothing: nothing.
 *
 * @throws MetricError `PROBABILITY_INVALID`
 */
export function benjaminiYekutieli(p_values: readonly number[]): number[] {
  const m = p_values.length
  const harmonic = p_values.reduce((total, _, i) => total + 1 / (i + 1), 0)
  return stepped(p_values, (p, i) => p / ((i + 1) / m / harmonic), 'down')
}

/**
 * Bonferroni's adjusted p-values, m · p, at most 1. Of nothing: nothing.
 *
 * @throws MetricError `PROBABILITY_INVALID`
 */
export function bonferroni(p_values: readonly number[]): number[] {
  return p_values.map((p) => {
    checkProbability(p, 'A p-value')
    return Math.min(1, p * p_values.length)
  })
}

/**
 * Adjusts by rank (from 0) in ascending order and makes the result monotone, from the least up or from the greatest
 * down.
 */
function stepped(
  p_values: readonly number[],
  adjust: (p: number, rank: number) => number,
  monotone: 'up' | 'down',
): number[] {
  for (const p of p_values) checkProbability(p, 'A p-value')
  const order = p_values.map((p, index) => ({ p, index })).sort((x, y) => x.p - y.p)
  const adjusted = new Array<number>(p_values.length).fill(1)
  let bound = monotone === 'up' ? 0 : 1
  const ranked = order.map(({ p, index }, i) => ({ index, value: Math.min(1, adjust(p, i)) }))
  for (const { index, value } of monotone === 'up' ? ranked : ranked.toReversed()) {
    bound = monotone === 'up' ? Math.max(bound, value) : Math.min(bound, value)
    adjusted[index] = bound
  }
  return adjusted
}
