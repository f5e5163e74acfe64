import type { Contrast } from '@assay/compute'
import type { Difference } from '@assay/schemas'
import type { ScoredRun } from '../../evaluation/evaluated-run.ts'

/** Shares of examples that a run did not answer may differ by so much without a doubt. */
const tolerated = 0.05

/** What of a contrast depends on who left examples unanswered. */
type Doubtful = Pick<Contrast, 'metric' | 'direction' | 'margin' | 'runs' | 'differences'>

/**
 * Answers that are missing are scored as empty ones, and examples that failed are left out. Where one run lacks more of
 * them than the other, nothing is concluded unless the answers that were given point the same way, and no conclusion is
 * drawn from the examples that a model chose to answer. The means over these are told beside those over all.
 */
export function doubtMissing<Found extends Doubtful>(contrast: Found, runs: readonly ScoredRun[]): Found {
  const byId = new Map(runs.map((run) => [run.run_id, run]))
  return {
    ...contrast,
    runs: contrast.runs.map((run) => ({ ...run, answered: answeredOf(byId.get(run.run_id), contrast.metric) })),
    differences: contrast.differences.map((difference) => {
      const pair = { run: byId.get(difference.run_id), baseline: byId.get(difference.baseline_run_id) }
      return isDoubtful(difference, pair, contrast) ? undecided(difference) : difference
    }),
  }
}

function undecided(difference: Difference): Difference {
  return { ...difference, outcome: 'undecided', reason: 'missing_answers', needed_examples: null }
}

interface Pair {
  readonly run: ScoredRun | undefined
  readonly baseline: ScoredRun | undefined
}

function isDoubtful(
  { outcome }: Difference,
  { run, baseline }: Pair,
  { metric, direction, margin }: Doubtful,
): boolean {
  if (outcome === 'undecided' || !run || !baseline) return false
  if (Math.abs(failedShare(run) - failedShare(baseline)) > tolerated) return true
  if (Math.abs(missingShare(run) - missingShare(baseline)) <= tolerated) return false
  const [ofRun, ofBaseline] = [givenMean(run, metric), givenMean(baseline, metric)]
  if (ofRun === null || ofBaseline === null) return true
  const sign = direction === 'lower' ? -1 : 1
  return !agrees[outcome](sign * (ofRun - ofBaseline), margin)
}

/** Whether an advantage over the given answers points the same way. */
const agrees: Readonly<Record<Exclude<Difference['outcome'], 'undecided'>, (by: number, margin: number) => boolean>> = {
  better: (by, margin) => by > margin,
  worse: (by, margin) => by < -margin,
  differs: (by, margin) => Math.abs(by) > margin,
  equivalent: (by, margin) => Math.abs(by) <= margin,
}

function failedShare({ evaluation: { examples, failed } }: ScoredRun): number {
  return failed / Math.max(1, examples + failed)
}

function missingShare({ evaluation: { examples, missing = 0 } }: ScoredRun): number {
  return missing / Math.max(1, examples)
}

function givenMean(run: ScoredRun, metric: string): number | null {
  const found = run.evaluation.scores[metric]
  return missingShare(run) === 0 ? (found?.estimate ?? null) : (found?.answered ?? null)
}

function answeredOf(run: ScoredRun | undefined, metric: string): number | null {
  return run?.evaluation.scores[metric]?.answered ?? null
}
