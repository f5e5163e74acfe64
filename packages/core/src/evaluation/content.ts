import { type DatasetRow, getBlob } from '@assay/db'
import type { EvaluationDeps } from './deps.ts'

type Source = Pick<DatasetRow, 'format' | 'reading'> & { readonly original_blob_id: string }

/** Identifies a dataset's content: equal content, equal value, whatever the version is called. */
export async function contentOf({ db }: Pick<EvaluationDeps, 'db'>, dataset: Source): Promise<Record<string, unknown>> {
  const { sha256 } = await getBlob(db, dataset.original_blob_id)
  const { notices: _, ...reading } = dataset.reading ?? { notices: [] }
  return { sha256, format: dataset.format, reading }
}
