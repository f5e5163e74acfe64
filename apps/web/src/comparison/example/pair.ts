import type { Difference, MetricComparison, ReadyComparison } from '@assay/schemas'
import type { ExampleQuestion } from './example-question.ts'

/** Two runs on a score. */
export interface Pair {
  readonly comparison: ReadyComparison
  readonly run_id: string
  readonly baseline_run_id: string
  readonly score: MetricComparison
}

/** Which two runs are read on which score: those of the address, else those of the verdict. */
export function pairOf(comparison: ReadyComparison, question: ExampleQuestion): Pair | undefined {
  const { run_ids, metrics, verdict } = comparison
  const score =
    metrics.find(({ metric }) => metric === question.score) ??
    metrics.find(({ metric }) => metric === verdict.metric) ??
    metrics[0]
  const known = (id: string | null) => (id !== null && run_ids.includes(id) ? id : undefined)
  const baseline_run_id = known(question.against) ?? comparison.baseline_run_id
  const run_id = known(question.run) ?? [verdict.run_id, ...run_ids].find((id) => id !== baseline_run_id)
  if (!score || run_id === undefined || run_id === baseline_run_id) return undefined
  return { comparison, run_id, baseline_run_id, score }
}

/** How many examples the run wins, loses and ties, whichever of the two the comparison names first. */
export function countsOf({ score, run_id, baseline_run_id }: Pair) {
  const found = (a: string, b: string): Difference | undefined =>
    score.differences.find((one) => one.run_id === a && one.baseline_run_id === b)
  const straight = found(run_id, baseline_run_id)
  if (straight) return { improvements: straight.wins, regressions: straight.losses, ties: straight.ties }
  const turned = found(baseline_run_id, run_id)
  return turned && { improvements: turned.losses, regressions: turned.wins, ties: turned.ties }
}
