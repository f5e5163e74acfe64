import { type Actor, expectRoom } from '@assay/access'
import { type AttemptUpload, findAttemptUpload, putAttemptOutput, putAttemptUpload } from '@assay/db'
import {
  DomainError,
  type SignedParts,
  type workOutput,
  type workOutputBeginInput,
  type workOutputCompleteInput,
  type workOutputSending,
  type workOutputSignInput,
} from '@assay/schemas'
import { type PartedUpload, PartsInvalid, type StoredPart, UploadMissing } from '@assay/storage'
import type { z } from 'zod'
import type { FileDeps } from '../file/deps.ts'
import { newObjectKey } from '../file/object-key.ts'
import { directPartBytes, requireSizes, signedForSeconds, sizeOfPart } from '../file/part-sizes.ts'
import type { RunDeps } from '../run/deps.ts'
import { requireHeldJob } from './attempt.ts'
import { checkName } from './output-name.ts'

type Deps = RunDeps & FileDeps

/**
 * Begins a file that an attempt leaves. A large one goes straight to the store where that has an address of its own; to
 * begin it again gives up what was sent. Throws ATTEMPT_SUPERSEDED, INPUT_INVALID, UPLOAD_TOO_LARGE, QUOTA_REACHED.
 */
export async function beginWorkOutput(
  deps: Deps,
  actor: Actor,
  { size_bytes, ...file }: z.output<typeof workOutputBeginInput>,
): Promise<z.infer<typeof workOutputSending>> {
  const { storage, settings, db } = deps
  const { owner_id, spec } = await requireHeldJob(deps, actor, file)
  checkName({ ...file, spec })
  const limit_bytes = settings.max_upload_bytes
  if (size_bytes > limit_bytes) throw new DomainError('UPLOAD_TOO_LARGE', { limit_bytes })
  const part_bytes = storage.is_direct ? directPartBytes(size_bytes) : undefined
  if (part_bytes === undefined) return { part_bytes: null }
  await expectRoom(deps, { owner_id, bytes: size_bytes })
  const before = await findAttemptUpload(db, file)
  if (before) await storage.abort(toParted(before))
  const object_key = newObjectKey()
  const storage_upload_id = await storage.begin(object_key)
  const { job_id, attempt, name, path } = file
  await putAttemptUpload(db, { job_id, attempt, name, path, object_key, storage_upload_id, part_bytes, size_bytes })
  return { part_bytes }
}

/** How parts of such a file are sent. Throws ATTEMPT_SUPERSEDED, UPLOAD_SENT_OTHERWISE, INPUT_INVALID. */
export async function signWorkOutput(
  deps: Deps,
  actor: Actor,
  { parts, ...file }: z.output<typeof workOutputSignInput>,
): Promise<SignedParts> {
  await requireHeldJob(deps, actor, file)
  const upload = await getUpload(deps, file)
  requireSizes(parts, upload)
  const signed = parts.map(async (part) => {
    const request = await deps.storage.signPart(toParted(upload), { ...part, expires_seconds: signedForSeconds })
    if (!request) throw sentOtherwise()
    return { number: part.number, request: { ...request, headers: { ...request.headers } } }
  })
  return { parts: await Promise.all(signed) }
}

/**
 * Makes the file of its parts once the store attests that each has the size and the SHA-256 that it should have. It is
 * an output once the attempt has succeeded. To complete it again changes nothing. Throws ATTEMPT_SUPERSEDED,
 * UPLOAD_SENT_OTHERWISE, UPLOAD_INCOMPLETE.
 */
export async function completeWorkOutput(
  deps: Deps,
  actor: Actor,
  { parts, ...file }: z.output<typeof workOutputCompleteInput>,
): Promise<z.infer<typeof workOutput>> {
  await requireHeldJob(deps, actor, file)
  const upload = await getUpload(deps, file)
  const { object_key, size_bytes } = upload
  if (!(await isThere(deps, upload))) {
    const arrived = await findArrived(deps, upload, parts)
    const received_bytes = arrived.reduce((sum, part) => sum + part.size_bytes, 0)
    const incomplete = () => new DomainError('UPLOAD_INCOMPLETE', { received_bytes, size_bytes })
    if (received_bytes !== size_bytes) throw incomplete()
    await deps.storage.complete(toParted(upload), arrived).catch((error: unknown) => {
      // a part was sent again, with other bytes, after it was looked at
      throw error instanceof PartsInvalid ? incomplete() : error
    })
  }
  // what took long may have been given to another meanwhile
  await requireHeldJob(deps, actor, file)
  const { job_id, attempt, name, path } = upload
  await putAttemptOutput(deps.db, { job_id, attempt, name, path, object_key, sha256: null, size_bytes })
  return { name, path, sha256: null, size_bytes }
}

async function getUpload({ db }: Deps, file: Parameters<typeof findAttemptUpload>[1]): Promise<AttemptUpload> {
  const upload = await findAttemptUpload(db, file)
  if (!upload) throw sentOtherwise()
  return upload
}

/** Whether the object was made before, by a call whose answer was lost. */
async function isThere({ storage }: Deps, { object_key, size_bytes }: AttemptUpload): Promise<boolean> {
  return (await storage.stat(object_key))?.size_bytes === size_bytes
}

async function findArrived(
  { storage }: Deps,
  upload: AttemptUpload,
  said: readonly { readonly sha256: string }[],
): Promise<StoredPart[]> {
  const stored = await storage.parts(toParted(upload)).catch((error: unknown) => {
    if (error instanceof UploadMissing) return []
    throw error
  })
  return stored.filter(({ number, size_bytes, sha256 }) => {
    const isSaid = sha256 !== null && sha256 === said[number - 1]?.sha256
    return isSaid && size_bytes === sizeOfPart(number, upload)
  })
}

function toParted({ object_key: key, storage_upload_id: upload_id }: AttemptUpload): PartedUpload {
  return { key, upload_id }
}

function sentOtherwise(): DomainError<'UPLOAD_SENT_OTHERWISE'> {
  return new DomainError('UPLOAD_SENT_OTHERWISE', { direct: false })
}
