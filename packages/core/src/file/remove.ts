import type { Actor } from '@assay/access'
import { type Database, deleteFile, deleteFilesBelow, type FilePlace, listFiles } from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError, type fileDeleteInput } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import type { FileDeps } from './deps.ts'
import { getEntry } from './file.ts'
import { holdEntry } from './place.ts'
import { releaseFiles } from './release.ts'
import { isRoot } from './tree.ts'

type Deps = Pick<FileDeps, 'db' | 'queue'>

/** Deletes a file or a folder; of a top folder, all that is in it. Throws FOLDER_NOT_EMPTY, FOLDER_FIXED. */
export async function removeFile(
  deps: Deps,
  actor: Actor,
  { path, owner, recursive }: z.output<typeof fileDeleteInput>,
): Promise<void> {
  await transact(deps, async (trx) => {
    const place = await holdEntry({ db: trx }, actor, { path, owner })
    const { id, blob_id } = await getEntry({ db: trx }, place)
    if (!recursive) await requireRemovable(trx, place)
    await removeBelow(deps, trx, place)
    if (isRoot(path)) return
    await deleteFile(trx, id)
    if (blob_id !== null) await releaseFiles(deps, trx, [blob_id])
  })
}

async function requireRemovable(trx: Transaction<Database>, { owner_id, path }: FilePlace): Promise<void> {
  const filter = { owner_id, folder: path, recursive: false }
  const [held] = await listFiles(trx, filter, { after: undefined, limit: 1 })
  if (held) throw new DomainError('FOLDER_NOT_EMPTY', { path })
  if (isRoot(path)) throw new DomainError('FOLDER_FIXED', { path })
}

async function removeBelow(deps: Deps, trx: Transaction<Database>, place: FilePlace): Promise<void> {
  for (;;) {
    const { count, blob_ids } = await deleteFilesBelow(trx, place)
    if (count === 0) return
    await releaseFiles(deps, trx, blob_ids)
  }
}
