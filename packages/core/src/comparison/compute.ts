import { type ComparisonRow, findComparison, findDataset, reopenComparison, settleComparison } from '@assay/db'
import { type ComparisonResult, DomainError, toJobError } from '@assay/schemas'
import { stageTable } from '../data/staged-table.ts'
import { metricsOfRuns } from '../evaluation/application-metric.ts'
import { readEvaluatedRuns } from '../evaluation/evaluated-run.ts'
import type { ComparisonDeps } from './deps.ts'
import { resultOf } from './result.ts'
import { type ClustersOf, readClusters } from './scores/clusters.ts'
import { declaredScores } from './scores/compared-scores.ts'
import { stageScoreFiles } from './scores/score-files.ts'

/** Safe to run twice: the first to finish settles the comparison. */
export async function computeComparison(
  deps: ComparisonDeps,
  { comparison_id }: { comparison_id: string },
): Promise<void> {
  const row = await findComparison(deps.db, comparison_id)
  if (row?.error) await reopenComparison(deps.db, comparison_id)
  else if (row?.state !== 'computing') return
  try {
    await settleComparison(deps.db, comparison_id, { result: await compute(deps, row) })
  } catch (error) {
    if (!DomainError.is(error) || error.retryable) throw error
    await settleComparison(deps.db, comparison_id, { error: toJobError(error) })
  }
}

/** Gives up on a comparison; one that has been settled stays as it is. */
export async function failComparison(deps: ComparisonDeps, comparison_id: string, error: unknown): Promise<void> {
  await settleComparison(deps.db, comparison_id, { error: toJobError(error, { comparison_id }) })
}

async function compute(deps: ComparisonDeps, row: ComparisonRow): Promise<ComparisonResult> {
  const runs = await readEvaluatedRuns(deps, row.run_ids)
  await using files = await stageScoreFiles(deps, runs)
  const clusters = await readOwnClusters(deps, row)
  const declared = declaredScores(metricsOfRuns(deps.metrics, runs))
  return await resultOf(deps, { question: row, files, clusters, declared })
}

async function readOwnClusters(
  deps: ComparisonDeps,
  { dataset_id, cluster_column: column }: ComparisonRow,
): Promise<ClustersOf | undefined> {
  if (column === null) return undefined
  const dataset = await findDataset(deps.db, dataset_id)
  if (!dataset) throw new DomainError('DATASET_NOT_FOUND', { dataset_id })
  await using file = await stageTable(deps, dataset)
  return await readClusters(deps, { path: file.path, column })
}
