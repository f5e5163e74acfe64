import { createReadStream } from 'node:fs'
import { join, posix } from 'node:path'
import {
  type DatasetFileDetail,
  type DatasetRow,
  insertBlobs,
  listDatasetFiles,
  lockUntabled,
  newId,
  setFileTable,
} from '@assay/db'
import { transact } from '@assay/engine'
import type { WrittenColumn } from '@assay/tables'
import { newObjectKey } from '../../file/object-key.ts'
import { scratchDirectory } from '../../file/staged.ts'
import type { DataDeps } from '../deps.ts'

/** By which a file is named where its scores stand. */
export const pathColumn = 'path'

interface FileColumn {
  readonly type: WrittenColumn['type']
  of(file: DatasetFileDetail): string | number | null
}

const columns = {
  [pathColumn]: { type: 'VARCHAR', of: ({ path }) => path },
  folder: { type: 'VARCHAR', of: ({ path }) => posix.dirname(path) },
  name: { type: 'VARCHAR', of: ({ path }) => posix.basename(path) },
  extension: { type: 'VARCHAR', of: ({ path }) => posix.extname(path).slice(1).toLowerCase() || null },
  content_type: { type: 'VARCHAR', of: ({ content_type }) => content_type },
  size_bytes: { type: 'BIGINT', of: ({ size_bytes }) => size_bytes },
} as const satisfies Record<string, FileColumn>

const pageRows = 1000

/** Gives a set of files the table in which each is an example, unless it has that: it is made once. */
export async function makeFileTable(
  deps: DataDeps,
  { id, kind, owner_id, table_blob_id: made }: DatasetRow,
): Promise<void> {
  if (kind !== 'files' || made !== null) return
  await using scratch = await scratchDirectory(deps)
  const output_path = join(scratch.path, 'files.parquet')
  const written = Object.entries(columns).map(([name, { type }]) => ({ name, type }))
  const { rows: examples } = await deps.tables.write({ output_path, columns: written, rows: rowsOf(deps, id) })
  const described = JSON.stringify(await deps.tables.columns({ path: output_path }))
  const [table_blob_id, object_key] = [newId(), newObjectKey()]
  const stored = await deps.storage.put(object_key, createReadStream(output_path))
  const isKept = await transact(deps, async (trx) => {
    if (!(await lockUntabled(trx, id))) return false
    await insertBlobs(trx, [{ id: table_blob_id, owner_id, object_key, ...stored }])
    await setFileTable(trx, { id, examples, columns: described, table_blob_id })
    return true
  })
  if (!isKept) await deps.storage.delete(object_key)
}

async function* rowsOf({ db }: Pick<DataDeps, 'db'>, id: string): AsyncGenerator<(string | number | null)[][]> {
  let after: string | undefined
  for (;;) {
    const files = await listDatasetFiles(db, id, { after, limit: pageRows })
    yield files.map((file) => Object.values(columns).map(({ of }) => of(file)))
    if (files.length < pageRows) return
    after = files.at(-1)?.path
  }
}
