import { type DatasetRow, getBlob } from '@assay/db'
import { DomainError } from '@assay/schemas'
import { type StagedObject, stageObject } from '../file/staged.ts'
import type { DataDeps } from './deps.ts'

/** Throws DATASET_NOT_FOUND where the dataset has no table. */
export async function stageTable(
  deps: Pick<DataDeps, 'db' | 'storage'>,
  { id, table_blob_id }: Pick<DatasetRow, 'id' | 'table_blob_id'>,
): Promise<StagedObject> {
  if (table_blob_id === null) throw new DomainError('DATASET_NOT_FOUND', { dataset_id: id })
  const { object_key } = await getBlob(deps.db, table_blob_id)
  return stageObject(deps, object_key)
}
