import type { EstimatedDifference } from './equivalence.ts'

/**
 * The difference of two matched proportions with one imaginary pair added on each side: (c − b)/(n + 2) and its
 * standard error, of which the interval ± t · SE covers well from few pairs on (with Student's t of n + 1 degrees of
 * freedom, as z covers 92.8 % where 1 of 5 in 20 differs). `b`: only the first is right; `c`: only
 * the second.
 *
 * Source: D. G. Bonett, R. M. Price, Journal of Educational and Behavioral Statistics 37 (2012).
 */
export function pairedProportions(b: number, c: number, n: number): EstimatedDifference {
  const [first, second] = [(b + 1) / (n + 2), (c + 1) / (n + 2)]
  const estimate = second - first
  return { estimate, standard_error: Math.sqrt((first + second - estimate ** 2) / (n + 2)), df: n + 1 }
}
