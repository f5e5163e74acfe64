import { type StagedObject, stageTable } from '@assay/core'
import { findDataset } from '@assay/db'
import { DomainError, type Reading } from '@assay/schemas'
import type { JobDeps } from './job-deps.ts'

/** The table of a dataset as a local file, and how many of its examples a job is about. */
export interface DatasetTable extends StagedObject {
  readonly examples: number
  readonly reading: Reading | null
}

/** Throws DATASET_NOT_FOUND when the dataset was deleted meanwhile. */
export async function stageDataset(
  deps: Pick<JobDeps, 'db' | 'storage' | 'scratch_directory'>,
  { dataset_id, max_samples }: { dataset_id: string; max_samples: number | null },
): Promise<DatasetTable> {
  const dataset = await findDataset(deps.db, dataset_id)
  if (!dataset || dataset.examples === null) throw new DomainError('DATASET_NOT_FOUND', { dataset_id })
  const staged = await stageTable(deps, dataset)
  const examples = Math.min(dataset.examples, max_samples ?? Number.POSITIVE_INFINITY)
  const { path } = staged
  return { path, examples, reading: dataset.reading, [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose]() }
}

/** Whether a text says nothing: writers of CSV make nothing and empty text alike of what is absent. */
export function isBlank(text: string): boolean {
  return text.trim() === ''
}

/** A value of a table as the text that models and metrics see; null stays null. */
export function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value)
}
