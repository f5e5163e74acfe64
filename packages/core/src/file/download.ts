import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { BlobRow } from '@assay/db'
import type { FileDeps } from './deps.ts'
import { checkedFirstBytes, onlyAfter, onlyWhole, requireWhole } from './whole-object.ts'

export interface Download {
  readonly filename: string
  readonly size_bytes: number
  /** Media type of the bytes; absent: nothing is said of them. */
  readonly content_type?: string | undefined
  /** Strong validator of the bytes. */
  readonly etag: string
  /** SHA-256 of the bytes, hexadecimal; null: not known. */
  readonly sha256: string | null
  /** Opens the bytes from `start` to `end`, both included; absent: all. */
  open(range?: { readonly start: number; readonly end: number }): Promise<Readable>
}

export function toDownload(deps: Pick<FileDeps, 'db' | 'storage'>, blob: BlobRow, filename: string): Download {
  return {
    filename,
    size_bytes: blob.size_bytes,
    etag: `"${blob.id}"`,
    sha256: blob.sha256,
    open: (range) => openWhole(deps, blob, range),
  }
}

async function openWhole(
  deps: Pick<FileDeps, 'db' | 'storage'>,
  blob: BlobRow,
  range: Parameters<Download['open']>[0],
): Promise<Readable> {
  const { db, storage } = deps
  const { object_key, size_bytes, sha256 } = blob
  // what comes from afar may be altered on its way, each time
  const isLocal = storage.localPath(object_key) !== undefined
  const isComparable = range === undefined && sha256 !== null
  const isCheckedFirst = !isComparable || size_bytes <= checkedFirstBytes
  const isChecked = isCheckedFirst || isLocal ? requireWhole({ db, storage }, object_key) : undefined
  if (isCheckedFirst) await isChecked
  const bytes = await storage.read(object_key, range)
  if (!isComparable || (isCheckedFirst && isLocal)) return bytes
  const whole = isChecked && isLocal ? onlyAfter(isChecked) : onlyWhole(blob)
  // an error reaches who reads what comes out
  pipeline(bytes, whole).catch(() => {})
  return whole
}
