import { type Actor, requireRoom } from '@assay/access'
import { type Database, getBlob, lockUpload, markUploadUsed, moveBlobAlone, newId } from '@assay/db'
import { transact } from '@assay/engine'
import type { File, filePutInput } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { insertCopies } from './blob-copy.ts'
import type { FileDeps } from './deps.ts'
import { getEntry, toFile } from './file.ts'
import { newObjectKey } from './object-key.ts'
import { holdPlace } from './place.ts'
import { releaseBlobs } from './release.ts'
import { writeFileRow } from './tree.ts'
import { requireComplete } from './upload-use.ts'

/**
 * Makes a file of a complete upload, which is used up then. Throws UPLOAD_NOT_FOUND, UPLOAD_INCOMPLETE, UPLOAD_USED,
 * FILE_NOT_FOUND, PATH_TAKEN, QUOTA_REACHED.
 */
export async function putFile(deps: FileDeps, actor: Actor, input: z.output<typeof filePutInput>): Promise<File> {
  return transact(deps, async (trx) => {
    const held = { ...deps, db: trx }
    const place = await holdPlace(held, actor, input)
    const { owner_id } = place
    const upload = requireComplete(await lockUpload(trx, { id: input.upload_id, owner_id: actor.user_id }))
    await markUploadUsed(trx, upload.id)
    const { blob_id } = upload
    const own_blob_id = owner_id === actor.user_id ? blob_id : await giveBlob(held, trx, { blob_id, owner_id })
    const { content_type, if_exists } = input
    await writeFileRow(held, { ...place, blob_id: own_blob_id, content_type, if_exists, written_by: actor.user_id })
    return toFile(await getEntry(held, place))
  })
}

interface Gift {
  readonly blob_id: string
  readonly owner_id: string
}

/** A blob becomes another user's, or where its owner has made something else of it, a copy of it does. */
async function giveBlob(deps: FileDeps, trx: Transaction<Database>, { blob_id, owner_id }: Gift): Promise<string> {
  const { size_bytes, sha256, object_key: from } = await getBlob(trx, blob_id)
  await requireRoom(deps, { owner_id, bytes: size_bytes })
  if (await moveBlobAlone(trx, { id: blob_id, owner_id })) return blob_id
  const copy = { id: newId(), owner_id, size_bytes, sha256, object_key: newObjectKey() }
  await deps.storage.copy(from, copy.object_key)
  await insertCopies(deps, trx, [copy])
  await releaseBlobs(deps, trx, [blob_id])
  return copy.id
}
