import type { MetricRegistry, ScoreDeclaration } from '@assay/metrics'
import { nearestNames } from '@assay/metrics'
import { DomainError } from '@assay/schemas'
import { callScores } from './call-scores.ts'
import type { EvaluatedRun } from './compared-runs.ts'

/** What of a run says which scores it has. */
type ScoredRun = Pick<EvaluatedRun, 'inference_job_id'> & {
  readonly evaluation: Pick<EvaluatedRun['evaluation'], 'scores'>
}

/**
 * The scores that all runs have, the primary one first, or else the first that is there; what calls took last. A neutral score comes first only
 * where there are no others.
 */
export function chooseScores(
  declared: readonly ScoreDeclaration[],
  { runs, primary }: { readonly runs: readonly ScoredRun[]; readonly primary: string },
): ScoreDeclaration[] {
  const shared = declared.filter(({ name }) => runs.every(({ evaluation }) => Object.hasOwn(evaluation.scores, name)))
  if (shared.length === 0) return []
  const asked = shared.find(({ name }) => name === primary)
  const candidates = asked ? [asked, ...shared] : shared
  const first = candidates.find(({ direction }) => direction !== 'neutral') ?? candidates[0]
  const ordered = [...new Set([...(first ? [first] : []), ...shared])]
  return runs.every(({ inference_job_id }) => inference_job_id !== null) ? [...ordered, ...callScores] : ordered
}

/** How to read a score. Throws METRIC_UNKNOWN where its metric is no longer there. */
export function declarationOf(registry: MetricRegistry, name: string): ScoreDeclaration {
  const declared = [...declaredScores(registry), ...callScores]
  const found = declared.find((score) => score.name === name)
  if (found) return found
  const names = declared.map((score) => score.name)
  throw new DomainError('METRIC_UNKNOWN', { metric: name, nearest: nearestNames(name, names) })
}

/** The scores of all metrics. */
export function declaredScores(registry: MetricRegistry): ScoreDeclaration[] {
  return registry.list().flatMap((metric) => metric.scores)
}
