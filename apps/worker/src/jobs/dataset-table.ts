import { stageTable } from '@assay/core'
import { findDataset } from '@assay/db'
import type { DatasetTable } from '@assay/runners'
import { DomainError, type Reading } from '@assay/schemas'
import type { JobDeps } from './job-deps.ts'

/** The table of a dataset, and how its file was read. */
export interface ReadTable extends DatasetTable {
  readonly reading: Reading | null
}

/** Throws DATASET_NOT_FOUND when the dataset was deleted meanwhile. */
export async function stageDataset(
  deps: Pick<JobDeps, 'db' | 'storage' | 'scratch_directory'>,
  { dataset_id, max_samples }: { dataset_id: string; max_samples: number | null },
): Promise<ReadTable> {
  const dataset = await findDataset(deps.db, dataset_id)
  if (!dataset || dataset.examples === null) throw new DomainError('DATASET_NOT_FOUND', { dataset_id })
  const staged = await stageTable(deps, dataset)
  const examples = Math.min(dataset.examples, max_samples ?? Number.POSITIVE_INFINITY)
  const { path } = staged
  return { path, examples, reading: dataset.reading, [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose]() }
}
