import { type Actor, viewerOf } from '@assay/access'
import { type DatasetFileDetail, findDatasetFile, getBlob, getReadableDataset, listDatasetFiles } from '@assay/db'
import { type DatasetFile, DomainError, type datasetFileListInput, faultOfName, type Page } from '@assay/schemas'
import type { z } from 'zod'
import { type Download, toDownload } from '../../file/download.ts'
import { lastNameOf } from '../../file/file-download.ts'
import type { DataDeps } from '../deps.ts'

/** The files of a dataset that is a set of files; of a table there are none. */
export async function listFilesOfDataset(
  deps: DataDeps,
  actor: Actor,
  { dataset_id, cursor, limit }: z.output<typeof datasetFileListInput>,
): Promise<Page<DatasetFile>> {
  const { id } = await getReadableDataset(deps.db, { id: dataset_id, viewer: viewerOf(actor) })
  const rows = await listDatasetFiles(deps.db, id, { after: pathOf(cursor), limit: limit + 1 })
  const items = rows.slice(0, limit).map(toDatasetFile)
  const last = items.at(-1)
  return { items, next_cursor: rows.length > limit && last ? Buffer.from(last.path).toString('base64url') : null }
}

function pathOf(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const path = Buffer.from(cursor, 'base64url').toString()
  if (path.split('/').some((name) => faultOfName(name) !== undefined)) throw new DomainError('CURSOR_INVALID', {})
  return path
}

function toDatasetFile({ path, size_bytes, sha256, blob_id, content_type }: DatasetFileDetail): DatasetFile {
  return { path, size_bytes, sha256, etag: `"${blob_id}"`, content_type }
}

/** A file of a dataset that is a set of files. Throws DATASET_NOT_FOUND, FILE_NOT_FOUND. */
export async function downloadFileOfDataset(
  deps: DataDeps,
  actor: Actor,
  { dataset_id, path }: { readonly dataset_id: string; readonly path: string },
): Promise<Download> {
  const { id } = await getReadableDataset(deps.db, { id: dataset_id, viewer: viewerOf(actor) })
  const file = await findDatasetFile(deps.db, { dataset_id: id, path })
  if (!file) throw new DomainError('FILE_NOT_FOUND', { path })
  const { content_type } = file
  return { ...toDownload(deps, await getBlob(deps.db, file.blob_id), lastNameOf(path)), content_type }
}
