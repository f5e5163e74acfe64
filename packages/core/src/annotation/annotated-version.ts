import {
  type AnnotatedTable,
  type Database,
  findAnnotatedTables,
  insertDatasetVersion,
  lockFamilies,
  lockTree,
} from '@assay/db'
import { type AnnotationSpec, annotationResult, annotationSpec, type DatasetAnnotation } from '@assay/schemas'
import type { Transaction } from 'kysely'
import { z } from 'zod'
import type { DataDeps } from '../data/deps.ts'
import { pathName, showOriginal } from '../data/original-file.ts'

/** The output that becomes the new version. */
export const annotatedOutput = 'dataset'

/** The name of the file of a version with references that a model wrote. */
export function annotatedFileName(name: string): string {
  return `${pathName(name) ?? 'dataset'}-annotated.parquet`
}

/** Makes the versions whose references these jobs have written. Whoever calls it holds the runs. */
export async function keepAnnotated(
  deps: Pick<DataDeps, 'queue'>,
  trx: Transaction<Database>,
  job_ids: readonly string[],
): Promise<void> {
  for (const table of await findAnnotatedTables(trx, { job_ids, output: annotatedOutput })) {
    await lockTree(trx, table.owner_id, 'shared')
    await lockFamilies(trx, table.owner_id)
    await showOriginal(deps, trx, await insertVersion(trx, table))
  }
}

async function insertVersion(trx: Transaction<Database>, { owner_id, run_id, blob_id, ...table }: AnnotatedTable) {
  const spec = annotationSpec.parse(table.spec)
  const { dataset_id: id, table: holds, ...answers } = annotationResult.parse(table.result)
  return insertDatasetVersion(trx, {
    ...{ id, owner_id, name: spec.name, filename: annotatedFileName(spec.name) },
    ...{ format: 'parquet', size_bytes: table.size_bytes, asked_reading: '{}', state: 'ready' },
    examples: holds.examples,
    columns: JSON.stringify(holds.columns),
    reading: JSON.stringify(holds.reading),
    original_blob_id: blob_id,
    table_blob_id: blob_id,
    annotation: JSON.stringify(annotationOf(spec, { run_id, ...answers })),
  })
}

interface Answers {
  readonly run_id: string
  readonly examples: number
  readonly failed: number
}

function annotationOf(spec: AnnotationSpec, { run_id, examples, failed }: Answers): DatasetAnnotation {
  const { dataset_id: from_dataset_id, columns, task, seed } = spec
  const model = callOf(spec.model)
  return { by: 'model', from_dataset_id, column: columns.reference, run_id, model, task, seed, examples, failed }
}

const called = z.record(z.string(), z.json())

/** The model and how it was called, but for the name of its secret. */
function callOf(model: AnnotationSpec['model']): z.infer<typeof called> {
  const { secret: _, ...call } = called.parse(JSON.parse(JSON.stringify(model)))
  return call
}
