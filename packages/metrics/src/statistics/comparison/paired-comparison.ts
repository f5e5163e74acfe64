import type { Direction } from '../../direction.ts'
import { defaultTest, enoughDifferences, isSparse } from '../defaults.ts'
import type { Interval } from '../interval/intervals.ts'
import type { PairedResamplingOptions } from '../resampling/paired-resampling.ts'
import { checkLevel, checkMargin, checkSameLength, finite, type Numbers } from '../sample/check.ts'
import { clusteredMean } from '../sample/clusters.ts'
import { type Kind, kindOf, type ScoreRange } from '../sample/kind.ts'
import { squaresAround } from '../sample/moments.ts'
import { equivalenceTest } from './equivalence.ts'
import { type FewDiffer, fewDiffer, fewInterval } from './few-differ.ts'
import { neededExamples } from './needed-examples.ts'
import { type PairedMethod, pairedMethods } from './paired-methods.ts'
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
  /**
   * Default: `paired_t`; `mcnemar_exact` where all scores are 0 or 1; `approximate_randomisation` for fewer than 40
   * clusters.
   */
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
  /** Two-sided, not corrected for other comparisons. */
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
  readonly reason: 'too_few_examples' | null
}

/**
 * Compares two columns of scores of the same examples, in the same order: b against a.
 *
 * The interval is Student's t of the differences, cluster-robust with clusters; Bonett and Price's for `mcnemar_exact`;
 * expanded percentiles of the resampled differences for `paired_bootstrap`. By default there is none, with the reason
 * `too_few_examples`, where it would cover less than 93 % on this kind of metric (measured, see `docs/statistics.md`)
 * or nearly all differences are the same.
 *
 * Differences in the last two bits of the scores are rounding and count as none.
 *
 * Defined values: no examples, or one: everything that cannot be known is null. All differences the same: d is null (0
 * if they are 0), p is that of the sign test, 2 · ½ⁿ (1 if they are 0). Then, and where so few are others that
 * equivalence is shown, the interval of bounded scores holds what the mean can be if an upper bound of the share of
 * other differences (Clopper–Pearson) is as far away as scores can be; scores without bounds have none.
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
  const d = realDifferences(left, right)
  const { mean: difference, standard_error, df } = clusteredMean(d, clusters)
  const independent = { units: df + 1, clustered: clusters !== undefined }
  const test = options.method ?? defaultTest(kind, independent)
  const facts = { level, test, n: d.length, ...wins(d, options.direction ?? 'higher') }
  if (!(df >= 1)) return { ...facts, ...unknown(margin), difference: d.length === 0 ? null : difference }
  const found = pairedMethods[test]({ a: left, b: right, d, difference, standard_error, df }, { ...options, level })
  const few = fewDiffer(d, { range: boundsOf(kind, options.range), clustered: clusters !== undefined })
  const estimated = { ...found.equivalence, few }
  const equivalence = { margin, p_value: equivalenceTest(estimated, margin), ...estimated }
  const settled = Math.min(found.p_value, equivalence.p_value) <= 1 - level
  const question = { difference, standard_error, n: d.length, margin, ...(few && { reach: few.reach }) }
  const tooFew = !enoughDifferences(kind, independent) || (kind !== 'proportion' && isSparse(d))
  const isReliable = found.interval !== null && (options.method !== undefined || !tooFew)
  const interval = isReliable ? found.interval : intervalOfFew(equivalence, level)
  return {
    ...facts,
    difference,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    standard_error,
    p_value: found.p_value,
    effect_size: { name: 'cohens_d', value: standardised(d, difference) },
    equivalence,
    needed_examples: settled ? 0 : neededExamples(question, { alpha: 1 - level }),
    reason: interval ? null : 'too_few_examples',
  }
}

/** Undeclared, the ends of scores that happen to lie in 0…1 are taken for known, as the kind is. */
function boundsOf(kind: Kind, range: ScoreRange | undefined): ScoreRange {
  return range ?? (kind === 'proportion' || kind === 'bounded' ? [0, 1] : [null, null])
}

/** Where no difference is another, or so few that they show equivalence. */
function intervalOfFew({ few, p_value }: PairedComparison['equivalence'], level: number): Interval | null {
  if (few === null || p_value === null) return null
  return few.others === 0 || p_value <= 1 - level ? fewInterval(few, level) : null
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
