import { fixed } from '../text/fixed.ts'

/** What is done to orders without a match. */
export type BleuSmoothing = 'exp' | 'floor' | 'add-k' | 'none'

/** Sums over segments, which is all that BLEU needs of a corpus. */
export interface BleuStatistics {
  readonly hypothesis_length: number
  readonly reference_length: number
  /** Matching n-grams, by order. */
  readonly counts: readonly number[]
  /** All n-grams of the hypotheses, by order. */
  readonly totals: readonly number[]
}

/** A BLEU score and everything that it was made of. */
export interface BleuScore extends BleuStatistics {
  /** 0 to 100; a perfect score is 100.00000000000004, as in the reference. */
  readonly score: number
  /** Percent, by order, after smoothing. */
  readonly precisions: readonly number[]
  /** 1, or less where the hypotheses are shorter than the references. */
  readonly brevity_penalty: number
}

/** How statistics become a score. */
export interface BleuFormula {
  readonly smoothing: BleuSmoothing
  /** The floor, or what is added; without meaning for the others. */
  readonly smoothing_value: number
  readonly effective_order: boolean
}

/** The value of each smoothing where none is given. */
export const defaultSmoothingValue: Readonly<Record<BleuSmoothing, number>> = {
  exp: 0,
  floor: 0.1,
  'add-k': 1,
  none: 0,
}

/**
 * The brevity penalty times the geometric mean of the precisions. An order without hypothesis n-grams ends the loop;
 * `effective_order` then divides by the orders reached. The logarithm of 0 counts as −9999999999.
 */
export function bleuScore(statistics: BleuStatistics, formula: BleuFormula): BleuScore {
  const { hypothesis_length, reference_length } = statistics
  const orders = statistics.counts.length
  const brevity_penalty = brevityPenalty(hypothesis_length, reference_length)
  const precisions = new Array<number>(orders).fill(0)
  const fixed = { hypothesis_length, reference_length, brevity_penalty, precisions }
  if (statistics.counts.every((count) => count === 0)) {
    return { score: 0, ...fixed, counts: statistics.counts, totals: statistics.totals }
  }
  const { counts, totals } = reached(statistics, formula)
  let halvings = 1
  let order = orders
  for (let n = 0; n < orders; n++) {
    const [count = 0, total = 0] = [counts[n], totals[n]]
    if (total === 0) break
    if (formula.effective_order) order = n + 1
    if (count === 0 && formula.smoothing === 'exp') halvings *= 2
    precisions[n] = precision(count, total, formula, halvings)
  }
  const sum = precisions
    .slice(0, order)
    .reduce((logs, value) => logs + (value === 0 ? -9999999999 : Math.log(value)), 0)
  return { score: brevity_penalty * Math.exp(sum / order), ...fixed, counts, totals }
}

/** With add-k, counts and totals of the orders from two up to the last one looked at are increased. */
function reached({ counts, totals }: BleuStatistics, formula: BleuFormula): Pick<BleuStatistics, 'counts' | 'totals'> {
  if (formula.smoothing !== 'add-k') return { counts, totals }
  const add = (value: number, n: number) => (n === 0 ? value : value + formula.smoothing_value)
  return { counts: counts.map(add), totals: totals.map(add) }
}

function precision(
  count: number,
  total: number,
  { smoothing, smoothing_value }: BleuFormula,
  halvings: number,
): number {
  if (count > 0) return (100 * count) / total
  if (smoothing === 'exp') return 100 / (halvings * total)
  return smoothing === 'floor' ? (100 * smoothing_value) / total : 0
}

function brevityPenalty(hypothesis: number, reference: number): number {
  if (hypothesis >= reference) return 1
  return hypothesis > 0 ? Math.exp(1 - reference / hypothesis) : 0
}

/** The line that sacrebleu prints: `BLEU = 27.31 60.0/33.3/20.0/14.3 (BP = …)`. */
export function bleuLine(bleu: BleuScore): string {
  const precisions = bleu.precisions.map((value) => fixed(value, 1)).join('/')
  const ratio = bleu.reference_length === 0 ? 0 : bleu.hypothesis_length / bleu.reference_length
  const lengths = `hyp_len = ${bleu.hypothesis_length} ref_len = ${bleu.reference_length}`
  return (
    `BLEU = ${fixed(bleu.score, 2)} ${precisions} (BP = ${fixed(bleu.brevity_penalty, 3)} ratio = ` +
    `${fixed(ratio, 3)} ${lengths})`
  )
}
