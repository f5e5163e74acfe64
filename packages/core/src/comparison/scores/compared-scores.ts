import { callScores, isCallScore } from '@assay/compute'
import type { MetricRegistry, ScoreDeclaration } from '@assay/metrics'
import { nearestNames } from '@assay/metrics'
import { DomainError, type MetricComparison, type ReadyComparison } from '@assay/schemas'
import type { ScoredRun } from '../../evaluation/evaluated-run.ts'
import { resolveScore } from '../../evaluation/metric.ts'

type WithScores = Pick<ScoredRun, 'prediction_keys'> & {
  readonly evaluation: Pick<ScoredRun['evaluation'], 'scores'>
}

/**
 * The scores that all runs have, the primary one first, or else the first that there is; what calls took is last. A
 * neutral score is first only where there are no others.
 */
export function chooseScores(
  declared: readonly ScoreDeclaration[],
  { runs, primary }: { readonly runs: readonly WithScores[]; readonly primary: string },
): ScoreDeclaration[] {
  const shared = declared.filter(({ name }) => runs.every(({ evaluation }) => Object.hasOwn(evaluation.scores, name)))
  if (shared.length === 0) return []
  const asked = shared.find(({ name }) => name === primary)
  const candidates = asked ? [asked, ...shared] : shared
  const first = candidates.find(({ direction }) => direction !== 'neutral') ?? candidates[0]
  const ordered = [...new Set([...(first ? [first] : []), ...shared])]
  return runs.every(({ prediction_keys }) => prediction_keys.length > 0) ? [...ordered, ...callScores] : ordered
}

/**
 * A score that the examples of a comparison have, the primary one unless named. Throws METRIC_UNKNOWN, SCORE_MISSING.
 */
export function getComparedScore(
  registry: MetricRegistry,
  { comparison, name }: { readonly comparison: ReadyComparison; readonly name: string | undefined },
): MetricComparison {
  // the first: where the verdict is about a corpus score, the score of examples that belongs to it
  const asked = name ?? comparison.metrics[0]?.metric ?? comparison.verdict.metric
  const known = comparison.metrics.flatMap(({ metric, is_detail }) => (is_detail ? [] : [metric]))
  const findScore = (score: string) => comparison.metrics.find(({ metric }) => metric === score)
  const found = findScore(asked) ?? findScore(isCallScore(asked) ? asked : resolveScore(registry, asked, known))
  if (!found) throw new DomainError('SCORE_MISSING', { metric: asked, run_id: null })
  return found
}

/** Throws METRIC_UNKNOWN where its metric is no longer there. */
export function declarationOf(registry: MetricRegistry, name: string): ScoreDeclaration {
  const declared = [...declaredScores(registry), ...callScores]
  const found = declared.find((score) => score.name === name)
  if (found) return found
  const names = declared.map((score) => score.name)
  throw new DomainError('METRIC_UNKNOWN', { metric: name, nearest: nearestNames(name, names) })
}

export function declaredScores(registry: MetricRegistry): ScoreDeclaration[] {
  return registry.list().flatMap((metric) => metric.scores)
}
