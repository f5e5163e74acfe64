import { type ComparisonRow, findComparison, findDataset, reopenComparison, settleComparison } from '@assay/db'
import { type ComparisonResult, DomainError } from '@assay/schemas'
import { channels } from '../channel.ts'
import { stageTable } from '../data/staged.ts'
import type { CoreDeps } from '../deps.ts'
import { toJobError } from '../job-error.ts'
import { type ClustersOf, readClusters } from './clusters.ts'
import { readEvaluatedRuns } from './compared-runs.ts'
import { declaredScores } from './compared-scores.ts'
import { contrastFiles } from './contrast-files.ts'
import { stageScoreFiles } from './score-files.ts'

/** Computes a comparison. Safe to run twice: the first to finish settles it. */
export async function computeComparison(deps: CoreDeps, { comparison_id }: { comparison_id: string }): Promise<void> {
  const row = await findComparison(deps.db, comparison_id)
  if (row?.error) await reopenComparison(deps.db, comparison_id)
  else if (row?.state !== 'computing') return
  try {
    await settleComparison(deps.db, comparison_id, { result: await compute(deps, row) })
  } catch (error) {
    if (!DomainError.is(error) || error.retryable) throw error
    await settleComparison(deps.db, comparison_id, { error: toJobError(error) })
  }
  deps.hints.hint(channels.changes, [comparison_id])
}

/** Gives up on a comparison; one that has been settled stays as it is. */
export async function failComparison(deps: CoreDeps, comparison_id: string, error: unknown): Promise<void> {
  await settleComparison(deps.db, comparison_id, { error: toJobError(error) })
  deps.hints.hint(channels.changes, [comparison_id])
}

async function compute(deps: CoreDeps, row: ComparisonRow): Promise<ComparisonResult> {
  const runs = await readEvaluatedRuns(deps, row.run_ids)
  await using files = await stageScoreFiles(deps, runs)
  const clusters = await readOwnClusters(deps, row)
  return await contrastFiles(deps, { question: row, files, clusters, declared: declaredScores(deps.metrics) })
}

async function readOwnClusters(
  deps: CoreDeps,
  { dataset_id, cluster_column: column }: ComparisonRow,
): Promise<ClustersOf | undefined> {
  if (column === null) return undefined
  const dataset = await findDataset(deps.db, dataset_id)
  if (!dataset) throw new DomainError('DATASET_NOT_FOUND', { dataset_id })
  await using file = await stageTable(deps, dataset)
  return await readClusters(deps, { path: file.path, column })
}
