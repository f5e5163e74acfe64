import type { CorpusComparison, Difference, MetricComparison, ReadyComparison } from '@assay/schemas'

/** A score over the runs: a mean over examples, or one over all examples at once. */
export type Score = MetricComparison | CorpusComparison

/** The score that the verdict is about. */
export function primaryOf({ metrics, corpus, verdict }: ReadyComparison): Score | undefined {
  const corpusScore = corpus.find(({ metric }) => metric === verdict.metric || `corpus_${metric}` === verdict.metric)
  return metrics.find(({ metric }) => metric === verdict.metric) ?? corpusScore ?? metrics[0]
}

export function differenceOf(score: Score, run_id: string, baseline_run_id: string): Difference | undefined {
  return score.differences.find((one) => one.run_id === run_id && one.baseline_run_id === baseline_run_id)
}

/** Each run against the baseline, in order of the runs. */
export function differencesFrom(score: Score, baseline_run_id: string): Difference[] {
  return score.differences.filter((one) => one.baseline_run_id === baseline_run_id)
}
