/** Three numbers for each order, characters first: n-grams of the hypothesis, of the reference, and shared ones. */
export type ChrfStatistics = readonly number[]

/** How statistics become a score. */
export interface ChrfFormula {
  readonly beta: number
  readonly eps_smoothing: boolean
}

const eps = 1e-16

/** chrF in percent: F over precisions and recalls averaged over orders, or with smoothing the mean F over orders. */
export function chrfScore(statistics: ChrfStatistics, { beta, eps_smoothing }: ChrfFormula): number {
  const factor = beta ** 2
  const orders = statistics.length / 3
  let [smoothed, precisions, recalls, effective] = [0, 0, 0, 0]
  for (let order = 0; order < orders; order++) {
    const [hypothesis = 0, reference = 0, matches = 0] = statistics.slice(3 * order, 3 * order + 3)
    const precision = hypothesis > 0 ? matches / hypothesis : eps
    const recall = reference > 0 ? matches / reference : eps
    const weighted = factor * precision + recall
    smoothed += weighted > 0 ? ((1 + factor) * precision * recall) / weighted : eps
    if (hypothesis > 0 && reference > 0) {
      precisions += precision
      recalls += recall
      effective++
    }
  }
  if (eps_smoothing) return (100 * smoothed) / orders
  if (effective === 0) return 0
  const [precision, recall] = [precisions / effective, recalls / effective]
  if (precision + recall === 0) return 0
  return 100 * (((1 + factor) * precision * recall) / (factor * precision + recall))
}
