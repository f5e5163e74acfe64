import type { Direction } from '../../direction.ts'
import { reachOf } from '../bounded/reach.ts'
import { defaultTest, type Independent, isEnough, isSparse, leastExamples } from '../defaults.ts'
import type { PairedResamplingOptions } from '../resampling/paired-resampling.ts'
import { checkLevel, checkMargin, checkSameLength, finite, type Numbers } from '../sample/check.ts'
import { clusteredMean } from '../sample/clusters.ts'
import { type Kind, kindOf, narrowest, type ScoreRange } from '../sample/kind.ts'
import { squaresAround } from '../sample/moments.ts'
import { usualValue } from '../sample/usual-value.ts'
import { equivalenceTest } from './equivalence.ts'
import { type FewDiffer, fewDiffer } from './few-differ.ts'
import { neededExamples, type OpenQuestion } from './needed-examples.ts'
import { type Found, type PairedMethod, pairedMethods } from './paired-methods.ts'
import { realDifferences } from './real-differences.ts'

/** How to compare. */
export interface PairedComparisonOptions extends PairedResamplingOptions {
  /** Confidence level of the interval; default 0.95. 1 − level is the level of the tests. */
  readonly level?: number
  /** A difference within ± margin is not worth having; default 0. */
  readonly margin?: number
  /** Which scores win an example; default `higher`. It changes wins and losses only. */
  readonly direction?: Direction
  /** Least and greatest possible score, null for none; it decides the default method. */
  readonly range?: ScoreRange
  /** Default: `gaffke`; `mcnemar_exact` where all scores are 0 or 1 and examples are independent. */
  readonly method?: PairedMethod
  /**
   * Means that `resampleMeans` drew of a and b together, so that many comparisons share draws; for `paired_bootstrap`.
   */
  readonly resampled?: { readonly a: Float64Array; readonly b: Float64Array }
}

/** How b differs from a. Null: too few examples to say. */
export interface PairedComparison {
  /** Mean of b − a, in the unit of the scores. */
  readonly difference: number | null
  readonly low: number | null
  readonly high: number | null
  readonly level: number
  /** Standard error of the mean difference (cluster-robust where there are clusters). */
  readonly standard_error: number | null
  /** Two-sided, not corrected for other comparisons; null where there is no interval by default either. */
  readonly p_value: number | null
  readonly test: PairedMethod
  /** Cohen's d of the paired differences: mean over standard deviation; null without spread. */
  readonly effect_size: { readonly name: 'cohens_d'; readonly value: number | null }
  /** Number of examples. */
  readonly n: number
  /** Examples on which b is better; null where the direction is `neutral`. */
  readonly wins: number | null
  /** Examples on which a is better; null likewise. */
  readonly losses: number | null
  readonly ties: number
  /** Two one-sided tests against the margin, and the estimate with its error that they rest on (`df` null: normal). */
  readonly equivalence: {
    readonly margin: number
    readonly p_value: number | null
    readonly estimate: number | null
    readonly standard_error: number | null
    readonly df: number | null
    /** Set where nearly all differences are the same, so that their spread says too little. */
    readonly few: FewDiffer | null
  }
  /** How many more examples would probably settle it; 0: it is settled; null: none would, or nothing is known. */
  readonly needed_examples: number | null
  /** What `neededExamples` was asked, to ask it again at another level. */
  readonly question: OpenQuestion
  readonly reason: 'too_few_examples' | null
}

/**
 * Compares two columns of scores of the same examples, in the same order: b against a.
 *
 * By default, interval and p-value hold whatever the differences are like, rare gains that were not drawn included, as
 * scores cannot leave their range (`gaffke`; `mcnemar_exact` with Bonett and Price's interval for 0/1 scores). Where an
 * end of the range is open (latency, cost), there is neither below 100 examples or clusters, or where nearly all
 * differences are the same: `reason` is `too_few_examples`.
 *
 * Methods that are asked for are used from two examples on. The interval is Student's t of the differences,
 * cluster-robust with clusters; expanded percentiles of the resampled differences for `paired_bootstrap`.
 *
 * Differences in the last two bits of the scores are rounding and count as none.
 *
 * Defined values: no examples, or one: everything that cannot be known is null. All differences the same: d is null (0
 * if they are 0); by the methods other than `gaffke` and `mcnemar_exact` p is that of the sign test, 2 · ½ⁿ (1 if they
 * are 0), and there is no interval.
 *
 * @throws MetricError `LENGTHS_DIFFER`, `NOT_FINITE`, `LEVEL_INVALID`, `MARGIN_INVALID`, `SEED_INVALID`,
 * `RESAMPLES_INVALID`; `NOT_BINARY` for `mcnemar_exact` on other scores than 0 and 1; `CLUSTERS_UNSUPPORTED` for
 * `mcnemar_exact`, `sign` and `wilcoxon` with clusters
 * @example
 * const comparison = pairedComparison(scoresOfA, scoresOfB, { margin: 0.01, range: [0, 1] })
 * verdict(comparison, { direction: 'higher' })
 */
export function pairedComparison(a: Numbers, b: Numbers, options: PairedComparisonOptions = {}): PairedComparison {
  checkSameLength(a, b, 'a and b')
  const [left, right] = [finite(a, 'a'), finite(b, 'b')]
  const { level = 0.95, margin = 0, clusters } = options
  checkLevel(level)
  checkMargin(margin)
  const kind = kindOf([left, right], options.range)
  const range = options.range ?? narrowest([left, right])
  const d = realDifferences(left, right)
  const { mean: difference, standard_error, df } = clusteredMean(d, clusters)
  const independent = { units: df + 1, clustered: clusters !== undefined }
  const test = options.method ?? defaultTest(kind, independent)
  const facts = { level, test, n: d.length, ...wins(d, options.direction ?? 'higher') }
  if (!(df >= 1)) return { ...facts, ...unknown(margin), difference: d.length === 0 ? null : difference }
  const pairs = { a: left, b: right, d, difference, standard_error, df }
  const found: Found = pairedMethods[test](pairs, { ...options, level, range })
  const few = fewDiffer(d, { range: isFixed(kind) ? range : [null, null], clustered: independent.clustered })
  const estimated = { ...found.equivalence, few }
  const equivalence = { margin, p_value: found.outsideP?.(margin) ?? equivalenceTest(estimated, margin), ...estimated }
  const isOpen = options.method === undefined && !isAnswerable(d, kind, independent)
  const interval = isOpen ? null : found.interval
  const p_value = isOpen ? null : found.p_value
  const settled = interval !== null && Math.min(found.p_value, equivalence.p_value) <= 1 - level
  const reach = test === 'gaffke' ? reachOf(d, range) || null : few?.reach
  const least = options.method === undefined ? leastOf(kind, range, independent) * (d.length / independent.units) : 0
  const known = { difference, standard_error, n: d.length, margin, least: Math.ceil(least) }
  const question = { ...known, ...(reach !== undefined && { reach }) }
  return {
    ...facts,
    difference,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    standard_error,
    p_value,
    effect_size: { name: 'cohens_d', value: standardised(d, difference) },
    equivalence,
    needed_examples: settled ? 0 : neededExamples(question, { alpha: 1 - level }),
    question,
    reason: interval ? null : 'too_few_examples',
  }
}

function isFixed(kind: Kind): boolean {
  return kind === 'proportion' || kind === 'bounded'
}

/** Whether there are enough examples, and enough with a difference, to show how far those without an end spread. */
function isAnswerable(d: Float64Array, kind: Kind, independent: Independent): boolean {
  return isEnough(kind, independent) && (isFixed(kind) || !isSparse(d) || usualValue(d, d.length / 2).value !== 0)
}

function leastOf(kind: Kind, range: ScoreRange, independent: Independent): number {
  return isEnough(kind, independent) ? 0 : leastExamples(range)
}

function unknown(margin: number) {
  return {
    low: null,
    high: null,
    standard_error: null,
    p_value: null,
    effect_size: { name: 'cohens_d', value: null },
    equivalence: { margin, p_value: null, estimate: null, standard_error: null, df: null, few: null },
    needed_examples: null,
    question: { difference: null, standard_error: null, n: 0, margin },
    reason: 'too_few_examples',
  } as const
}

function wins(d: Float64Array, direction: Direction) {
  let [above, below] = [0, 0]
  for (let i = 0; i < d.length; i++) {
    const difference = d[i] ?? 0
    above += Number(difference > 0)
    below += Number(difference < 0)
  }
  const ties = d.length - above - below
  if (direction === 'neutral') return { wins: null, losses: null, ties }
  return direction === 'higher' ? { wins: above, losses: below, ties } : { wins: below, losses: above, ties }
}

function standardised(d: Float64Array, difference: number): number | null {
  const deviation = Math.sqrt(squaresAround(d, difference) / (d.length - 1))
  if (deviation === 0) return difference === 0 ? 0 : null
  return difference / deviation
}
