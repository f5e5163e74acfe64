import type { Readable } from 'node:stream'
import type { Actor } from '@assay/access'
import { type AttemptIdentity, findBlob, isBlobOfAttempt, putAttemptOutput } from '@assay/db'
import { DomainError, type workOutput } from '@assay/schemas'
import type { z } from 'zod'
import { attachment } from '../file/content-disposition.ts'
import type { FileDeps } from '../file/deps.ts'
import { type Download, toDownload } from '../file/download.ts'
import { storeBody } from '../file/put-content.ts'
import { isWhole } from '../file/whole-object.ts'
import type { RunDeps } from '../run/deps.ts'
import { requireHeldJob } from './attempt.ts'
import { checkName } from './output-name.ts'
import type { InSession } from './session.ts'

type Deps = RunDeps & FileDeps
type Attempt = AttemptIdentity & InSession

/** Where the store has an address of its own, a program is sent there, for this long. */
const sentOnSeconds = 3600

export interface WorkInput extends Download {
  /** The address of the same bytes at the store itself; undefined: it has none, or other bytes. */
  elsewhere(): Promise<string | undefined>
}

/** A file that the job of an attempt is given. Throws ATTEMPT_SUPERSEDED, INPUT_NOT_FOUND. */
export async function openWorkInput(
  deps: Deps,
  actor: Actor,
  { blob_id, ...attempt }: Attempt & { readonly blob_id: string },
): Promise<WorkInput> {
  const { run_id } = await requireHeldJob(deps, actor, attempt)
  const isGiven = await isBlobOfAttempt(deps.db, { ...attempt, run_id, worker_id: attempt.session_id, blob_id })
  const blob = isGiven ? await findBlob(deps.db, blob_id) : undefined
  if (!blob) throw new DomainError('INPUT_NOT_FOUND', { blob_id })
  return {
    ...toDownload(deps, blob, blob.id),
    elsewhere: async () => {
      if (!deps.storage.is_direct || !(await isWhole(deps, blob))) return undefined
      const read = { content_disposition: attachment(blob.id), content_type: 'application/octet-stream' }
      return (await deps.storage.signRead(blob.object_key, { ...read, expires_seconds: sentOnSeconds }))?.url
    },
  }
}

export interface OutputContent extends Attempt {
  readonly name: string
  /** Below the output; empty: it is the output. */
  readonly path: string
  readonly body: Readable
  /** Announced; undefined: not known. */
  readonly size_bytes?: number | undefined
  /** Announced, hexadecimal. */
  readonly sha256?: string | undefined
}

/**
 * Stores a file that is an output once the attempt has succeeded, in place of one that it stored before. Throws
 * ATTEMPT_SUPERSEDED, INPUT_INVALID, UPLOAD_ALTERED, UPLOAD_TOO_LARGE, QUOTA_REACHED, STORAGE_FULL.
 */
export async function putWorkOutput(
  deps: Deps,
  actor: Actor,
  { name, path, body, size_bytes, sha256, ...attempt }: OutputContent,
): Promise<z.infer<typeof workOutput>> {
  const { owner_id, spec } = await requireHeldJob(deps, actor, attempt)
  checkName({ name, path, spec })
  const { object_key, ...stored } = await storeBody(deps, { owner_id, body, size_bytes })
  try {
    if (sha256 !== undefined && sha256 !== stored.sha256) {
      throw new DomainError('UPLOAD_ALTERED', { announced: sha256, received: stored.sha256 })
    }
    // what took long may have been given to another meanwhile
    await requireHeldJob(deps, actor, attempt)
  } catch (error) {
    await deps.storage.delete(object_key)
    throw error
  }
  const { job_id, attempt: number } = attempt
  const output = { name, path, sha256: stored.sha256, size_bytes: stored.size_bytes }
  await putAttemptOutput(deps.db, { job_id, attempt: number, object_key, ...output })
  return output
}
