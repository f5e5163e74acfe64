import { incompleteBeta } from './beta.ts'

/** P(X ≤ k) of the binomial distribution of n trials with probability p. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0
  return k >= n ? 1 : incompleteBeta(n - Math.floor(k), Math.floor(k) + 1, 1 - p, p)
}
