import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { JoinedTable } from '@assay/tables'
import { scratchDirectory, stageObject } from '../file/staged.ts'
import type { ExportDeps } from './deps.ts'
import { exportedTables } from './example-columns.ts'
import type { ExportSource } from './export-source.ts'
import type { ExportedBody } from './exported-body.ts'
import { uniqueNames } from './unique-names.ts'

/** A file of many examples is worth waiting for. */
const timeout_seconds = 600

/**
 * Writes the examples that all runs were given: their number, input and reference, and for each run prediction, error,
 * latency, cost and scores. They are joined on disk, and sent from there.
 */
export async function exportExamples(
  deps: ExportDeps,
  source: ExportSource,
  { format, signal }: { readonly format: 'csv' | 'jsonl' | 'parquet'; readonly signal?: AbortSignal | undefined },
): Promise<ExportedBody> {
  await using stack = new AsyncDisposableStack()
  const tables: JoinedTable[] = []
  // "example" is reserved in datasets, and the file may become one
  const names = ['example_number']
  for (const [index, { object_key, columns }] of exportedTables(source).entries()) {
    const { path } = stack.use(await stageObject(deps, object_key))
    tables.push({ path, prefix: `${index}.`, columns: columns.map(({ column }) => column) })
    names.push(...columns.map(({ name }) => name))
  }
  const output_path = join(stack.use(await scratchDirectory(deps)).path, 'examples')
  const [example_name, ...others] = uniqueNames(names)
  const columns = tables.flatMap((table) => table.columns.map((column) => table.prefix + column))
  const written = { format, output_path, columns, names: others, example_name, signal, timeout_seconds }
  const { size_bytes } = await deps.tables.convert({ join: tables, ...written })
  const stream = createReadStream(output_path)
  const staged = stack.move()
  stream.once('close', () => void staged.disposeAsync())
  return { size_bytes, stream }
}
