import type { Actor } from '@assay/access'
import {
  type Database,
  type DeletedFile,
  deleteFile,
  deleteFilesBelow,
  type FilePlace,
  forgetOutputs,
  listFiles,
} from '@assay/db'
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
    const { id, blob_id, job_id } = await getEntry({ db: trx }, place)
    if (!recursive) await requireRemovable(trx, place)
    await removeBelow(deps, trx, place)
    if (isRoot(path)) return
    await deleteFile(trx, id)
    await release(deps, trx, [{ job_id, blob_id }])
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
    const { count, files } = await deleteFilesBelow(trx, place)
    if (count === 0) return
    await release(deps, trx, files)
  }
}

/** What a job had left is no output of it any more either, so that its bytes go. */
async function release(deps: Deps, trx: Transaction<Database>, files: readonly DeletedFile[]): Promise<void> {
  await forgetOutputs(trx, files)
  const blob_ids = files.flatMap(({ blob_id }) => blob_id ?? [])
  if (blob_ids.length > 0) await releaseFiles(deps, trx, blob_ids)
}
