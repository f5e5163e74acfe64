import { Readable } from 'node:stream'
import { type Actor, type AuditedCall, audited } from '@assay/access'
import type { CreatedDataset, datasetCreateInput } from '@assay/schemas'
import type { z } from 'zod'
import { appendToUpload, createUpload } from '../file/upload.ts'
import type { DataDeps } from './deps.ts'
import { createDataset } from './new-version.ts'
import { formatOf } from './table-file.ts'

interface SmallFile extends Omit<z.output<typeof datasetCreateInput>, 'upload_id'> {
  readonly filename: string
  readonly bytes: Uint8Array
  readonly call: AuditedCall
}

/** Upload and dataset in one. Throws QUOTA_REACHED, and as `createDataset`. */
export async function createDatasetFromFile(
  deps: DataDeps,
  actor: Actor,
  { filename, bytes, call, ...input }: SmallFile,
): Promise<CreatedDataset> {
  const format = input.format ?? formatOf(filename)
  const upload = await createUpload(deps, actor, { filename, size_bytes: bytes.length })
  await appendToUpload(deps, actor, { upload_id: upload.id, offset: 0, body: Readable.from([bytes]) })
  return audited(deps, call, (held) => createDataset(held, actor, { ...input, format, upload_id: upload.id }))
}
