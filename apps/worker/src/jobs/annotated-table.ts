import { join } from 'node:path'
import { answerColumn } from '@assay/compute'
import type { AnnotationResult } from '@assay/schemas'
import type { ReadTable } from './dataset-table.ts'
import type { JobDeps } from './job-deps.ts'

interface Annotated {
  readonly dataset: ReadTable
  /** The file of answers: one row for each example that was asked about. */
  readonly answers: string
  /** The column that they become, in its place where it is there, else the last. */
  readonly column: string
  readonly directory: string
  readonly signal: AbortSignal
}

interface AnnotatedTable {
  readonly path: string
  readonly holds: AnnotationResult['table']
}

/** Writes the table of a dataset with answers for references: those examples alone that were asked about. */
export async function writeAnnotated(
  { tables }: Pick<JobDeps, 'tables'>,
  { dataset, answers, column, directory, signal }: Annotated,
): Promise<AnnotatedTable> {
  const names = (await tables.columns({ path: dataset.path })).map(({ name }) => name)
  const others = names.filter((name) => name !== column)
  const heads = names.includes(column) ? names : [...names, column]
  const joined = join(directory, 'joined.parquet')
  await tables.convert({
    join: [
      { path: dataset.path, columns: others, prefix: 'd.' },
      { path: answers, columns: [answerColumn], prefix: 'a.' },
    ],
    format: 'parquet',
    columns: heads.map((name) => (name === column ? `a.${answerColumn}` : `d.${name}`)),
    names: heads,
    output_path: joined,
    signal,
  })
  const path = join(directory, 'table.parquet')
  const read = await tables.ingest({ source_path: joined, format: 'parquet', output_path: path, signal })
  const reading = { ...read.reading, decimal: dataset.reading?.decimal ?? read.reading.decimal }
  return { path, holds: { examples: read.rows, columns: [...read.columns], reading } }
}
