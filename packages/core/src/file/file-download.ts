import type { Actor } from '@assay/access'
import type { BlobRow, FileRow } from '@assay/db'
import type { FileDeps } from './deps.ts'
import { type Download, toDownload } from './download.ts'
import type { FileRef } from './place.ts'
import { readFileRow } from './tree.ts'

/** Throws FILE_NOT_FOUND, NOT_A_FILE. */
export async function downloadFile(deps: FileDeps, actor: Actor, ref: FileRef): Promise<Download> {
  const { file, blob } = await readFileRow(deps, actor, ref)
  return toFileDownload(deps, file, { blob, filename: lastNameOf(file.path) })
}

export function toFileDownload(
  deps: Pick<FileDeps, 'db' | 'storage'>,
  { content_type }: FileRow,
  { blob, filename }: { readonly blob: BlobRow; readonly filename: string },
): Download {
  return { ...toDownload(deps, blob, filename), content_type: content_type ?? undefined }
}

export function lastNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
