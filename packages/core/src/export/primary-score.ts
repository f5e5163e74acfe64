import type { CorpusComparison, MetricComparison, ReadyComparison } from '@assay/schemas'
import { corpusName } from '../evaluation/corpus-name.ts'

/** The score of the verdict: a mean over examples, or one over all of them at once. */
export function primaryScore({
  metrics,
  corpus,
  verdict,
}: Pick<ReadyComparison, 'metrics' | 'corpus' | 'verdict'>): MetricComparison | CorpusComparison | undefined {
  const mean = metrics.find(({ metric }) => metric === verdict.metric)
  if (mean) return mean
  const found = corpus.find(({ metric }) => corpusName(metric) === verdict.metric)
  return found && { ...found, title: `corpus ${found.title}` }
}
