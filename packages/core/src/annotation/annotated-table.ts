import { join } from 'node:path'
import type { AnnotationResult, Reading } from '@assay/schemas'
import type { DataDeps } from '../data/deps.ts'

interface Annotated {
  readonly dataset: { readonly path: string; readonly reading: Reading | null }
  /** A file with one row for each example of the new table. */
  readonly written: string
  /** Columns of the new table by those of that file: in their places where they are there, else the last. */
  readonly columns: Readonly<Record<string, string>>
  readonly directory: string
  readonly signal?: AbortSignal | undefined
}

interface AnnotatedTable {
  readonly path: string
  readonly holds: AnnotationResult['table']
}

/** Writes the table of a dataset with other references: those examples alone that the file of them has. */
export async function writeAnnotated(
  { tables }: Pick<DataDeps, 'tables'>,
  { dataset, written, columns, directory, signal }: Annotated,
): Promise<AnnotatedTable> {
  const sources = new Map(Object.entries(columns))
  const names = (await tables.columns({ path: dataset.path })).map(({ name }) => name)
  const heads = [...new Set([...names, ...sources.keys()])]
  const joined = join(directory, 'joined.parquet')
  await tables.convert({
    join: [
      { path: dataset.path, columns: names.filter((name) => !sources.has(name)), prefix: 'd.' },
      { path: written, columns: [...sources.values()], prefix: 'w.' },
    ],
    format: 'parquet',
    columns: heads.map((name) => (sources.has(name) ? `w.${sources.get(name)}` : `d.${name}`)),
    names: heads,
    output_path: joined,
    signal,
  })
  const path = join(directory, 'table.parquet')
  const read = await tables.ingest({ source_path: joined, format: 'parquet', output_path: path, signal })
  const reading = { ...read.reading, decimal: dataset.reading?.decimal ?? read.reading.decimal }
  return { path, holds: { examples: read.rows, columns: [...read.columns], reading } }
}
