import type { Actor } from '@assay/access'
import type { ComparisonDistributions, comparisonDistributionsInput, ReadyComparison } from '@assay/schemas'
import type { z } from 'zod'
import { metricsOfRuns } from '../../evaluation/application-metric.ts'
import { type EvaluatedRun, readEvaluatedRuns } from '../../evaluation/evaluated-run.ts'
import { getReadyComparison } from '../comparison.ts'
import type { ComparisonDeps } from '../deps.ts'
import { declarationOf, getComparedScore } from '../scores/compared-scores.ts'
import { stageScoreFiles } from '../scores/score-files.ts'
import { binDifferences } from './difference-bins.ts'
import { binScores, scaleOf } from './score-bins.ts'

/** Nobody would look at charts for more runs. */
const mostRuns = 13

type Input = z.output<typeof comparisonDistributionsInput>

/** Throws COMPARISON_NOT_READY, SCORE_MISSING, METRIC_UNKNOWN. */
export async function readDistributions(
  deps: ComparisonDeps,
  actor: Actor,
  { comparison_id, metric }: Input,
): Promise<ComparisonDistributions> {
  const comparison = await getReadyComparison(deps, actor, comparison_id)
  return distributionsOf(deps, { comparison, metric })
}

interface Wanted {
  readonly comparison: ReadyComparison
  readonly metric?: string | undefined
}

/** Of the baseline and at most twelve further runs, one by one against the baseline. */
export async function distributionsOf(
  deps: ComparisonDeps,
  { comparison, metric }: Wanted,
): Promise<ComparisonDistributions> {
  const [baseline, ...others] = await readEvaluatedRuns(deps, comparison.run_ids.slice(0, mostRuns))
  const metrics = metricsOfRuns(deps.metrics, baseline ? [baseline, ...others] : others)
  const compared = getComparedScore(metrics, { comparison, name: metric })
  const { range } = declarationOf(metrics, compared.metric)
  const before = baseline ? await readScores(deps, { metric: compared.metric, runs: [baseline] }) : []
  const scale = scaleOf(range, before[0] ?? new Float64Array())
  const runs: ComparisonDistributions['runs'] = []
  if (baseline) {
    runs.push({ run_id: baseline.run_id, counts: binScores(before[0] ?? new Float64Array(), scale), differences: null })
  }
  for (const run of others) {
    if (!baseline) break
    const [a, b] = await readScores(deps, { metric: compared.metric, runs: [baseline, run] })
    if (!a || !b) continue
    runs.push({ run_id: run.run_id, counts: binScores(b, scale), differences: binDifferences(a, b) })
  }
  return { comparison_id: comparison.id, metric: compared.metric, direction: compared.direction, ...scale, runs }
}

interface Asked {
  readonly metric: string
  readonly runs: readonly EvaluatedRun[]
}

/** The scores of the runs, aligned by example. */
async function readScores(deps: ComparisonDeps, { metric, runs }: Asked): Promise<readonly Float64Array[]> {
  await using files = await stageScoreFiles(deps, runs)
  const join = files.paths.map((path, at) => ({ path, prefix: `${at}.`, columns: [metric] }))
  const { columns } = await deps.tables.vectors({ join, columns: runs.map((_, at) => `${at}.${metric}`) })
  return columns
}
