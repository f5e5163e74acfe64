import { type Actor, viewerOf } from '@assay/access'
import { isCallScore } from '@assay/compute'
import { getReadableComparison } from '@assay/db'
import { DomainError, type MetricComparison, type ReadyComparison } from '@assay/schemas'
import type { CoreDeps } from '../deps.ts'
import { resolveScore } from '../evaluation/metric.ts'
import { toComparison } from './row.ts'

/** A comparison that is computed. Throws COMPARISON_NOT_FOUND, COMPARISON_NOT_READY. */
export async function getReadyComparison(
  { db }: CoreDeps,
  actor: Actor,
  comparison_id: string,
): Promise<ReadyComparison> {
  const comparison = toComparison(await getReadableComparison(db, { id: comparison_id, viewer: viewerOf(actor) }))
  if (comparison.state === 'ready') return comparison
  throw new DomainError('COMPARISON_NOT_READY', { comparison_id, state: comparison.state })
}

/** A score that the examples of a comparison have, the primary one unless named. Throws METRIC_UNKNOWN, SCORE_MISSING. */
export function getCompared(
  { metrics }: CoreDeps,
  { comparison, name }: { readonly comparison: ReadyComparison; readonly name: string | undefined },
): MetricComparison {
  // the first: where the verdict is about a corpus score, examples have that which it is the form of
  const asked = name ?? comparison.metrics[0]?.metric ?? comparison.verdict.metric
  const known = comparison.metrics.flatMap(({ metric, is_detail }) => (is_detail ? [] : [metric]))
  const findScore = (score: string) => comparison.metrics.find(({ metric }) => metric === score)
  const found = findScore(asked) ?? findScore(isCallScore(asked) ? asked : resolveScore(metrics, asked, known))
  if (!found) throw new DomainError('SCORE_MISSING', { metric: asked, run_id: null })
  return found
}
