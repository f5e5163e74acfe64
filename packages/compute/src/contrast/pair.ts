import {
  holm,
  neededExamples,
  type PairedComparison,
  pairedComparison,
  type ScoreDeclaration,
  verdict,
} from '@assay/metrics'
import type { Difference } from '@assay/schemas'

export interface RunScores {
  readonly run_id: string
  readonly values: Float64Array
  /** Resampled means; every other run has the same draws. */
  readonly means?: Float64Array | undefined
}

export interface Question {
  readonly score: Pick<ScoreDeclaration, 'direction' | 'range'>
  readonly margin: number
  readonly level: number
  readonly seed: number
  /** The group of each example, where examples share sources. */
  readonly clusters?: Int32Array
  /** Of intervals that need them; 10,000 unless given. */
  readonly resamples?: number
  /** Whether the score is the same for every example of every run, so that it says nothing. */
  readonly isConstant?: boolean
}

export interface FoundPair {
  readonly run_id: string
  readonly baseline_run_id: string
  readonly found: PairedComparison
}

/** By resampling when the means were resampled and there are enough examples for any interval. */
export function comparePair(run: RunScores, baseline: RunScores, question: Question): FoundPair {
  const { score, isConstant: _, ...rest } = question
  const options = { ...rest, direction: score.direction, range: score.range }
  const ids = { run_id: run.run_id, baseline_run_id: baseline.run_id }
  const found = pairedComparison(baseline.values, run.values, options)
  if (!run.means || !baseline.means || found.reason !== null) return { ...ids, found }
  const resampled = { a: baseline.means, b: run.means }
  const again = pairedComparison(baseline.values, run.values, { ...options, method: 'paired_bootstrap', resampled })
  return { ...ids, found: { ...again, ...widest(found, again), p_value: largest(found.p_value, again.p_value) } }
}

interface Ends {
  readonly low: number | null
  readonly high: number | null
}

/** Draws know nothing of what was not seen: an interval of theirs is no narrower than what the range leaves open. */
export function widest(first: Ends, second: Ends): Ends {
  if (first.low === null || first.high === null || second.low === null || second.high === null) return first
  return { low: Math.min(first.low, second.low), high: Math.max(first.high, second.high) }
}

function largest(first: number | null, second: number | null): number | null {
  return first === null || second === null ? null : Math.max(first, second)
}

/** Corrects the p-values (Holm) over all of the differences. */
export function judgePairs(pairs: readonly FoundPair[], question: Question): Difference[] {
  const corrected = correct(pairs.map(({ found }) => found.p_value))
  return pairs.map((pair, index) =>
    judge(pair, { ...question, p_value: corrected[index] ?? null, tests: pairs.length }),
  )
}

function judge(
  { run_id, baseline_run_id, found }: FoundPair,
  {
    score,
    margin,
    level,
    p_value,
    tests,
    isConstant = false,
  }: Question & { readonly p_value: number | null; readonly tests: number },
): Difference {
  const { difference, low, high, test, effect_size, wins, losses, ties } = found
  const alpha = 1 - level
  const judged = verdict({ ...found, p_value }, { direction: score.direction, margin, alpha })
  const outcome = isConstant ? 'undecided' : judged
  const isOpen = outcome === 'undecided'
  return {
    run_id,
    baseline_run_id,
    outcome,
    difference: { estimate: difference, low, high },
    p_value,
    test,
    effect_size,
    wins,
    losses,
    ties,
    needed_examples: isConstant ? null : isOpen ? neededToSettle(found, alpha / tests) : 0,
    reason: isConstant ? 'says_nothing' : reasonOf(found, isOpen),
  }
}

/** With fewer examples, the reason is their number and not that they are alike. */
const enoughToBeAlike = 10

function reasonOf({ low, n, equivalence: { few } }: PairedComparison, isOpen: boolean): Difference['reason'] {
  const isAlike = few !== null && few.others === 0 && n >= 2
  if (isAlike && isOpen) return 'all_equal'
  if (low !== null) return null
  return few !== null && n >= enoughToBeAlike ? 'nearly_all_equal' : 'too_few_examples'
}

export function isConstant(columns: readonly Float64Array[]): boolean {
  const first = columns[0]?.[0]
  return first !== undefined && columns.every((column) => column.every((value) => value === first))
}

/** Null where there were enough by the estimate: only chance stood in the way, and no number can be given. */
function neededToSettle({ question }: PairedComparison, alpha: number): number | null {
  return neededExamples(question, { alpha }) || null
}

/** Holm's correction over those that have a p-value. */
function correct(p_values: readonly (number | null)[]): (number | null)[] {
  const corrected = holm(p_values.flatMap((p) => p ?? [])).values()
  return p_values.map((p) => (p === null ? null : (corrected.next().value ?? null)))
}
