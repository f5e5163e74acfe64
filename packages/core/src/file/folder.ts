import type { Actor } from '@assay/access'
import { foldersAbove } from '@assay/db'
import { transact } from '@assay/engine'
import type { File } from '@assay/schemas'
import type { FileDeps } from './deps.ts'
import { getEntry, toFile } from './file.ts'
import { type FileRef, holdPlace } from './place.ts'
import { ensureFolders } from './tree.ts'

/** Makes a folder and those above it; one that is there already is answered with. Throws PATH_TAKEN. */
export async function createFolder(deps: Pick<FileDeps, 'db'>, actor: Actor, ref: FileRef): Promise<File> {
  return transact(deps, async (trx) => {
    const { owner_id, path } = await holdPlace({ db: trx }, actor, ref)
    await ensureFolders(trx, { owner_id, paths: [...foldersAbove(path), path], written_by: actor.user_id })
    return toFile(await getEntry({ db: trx }, { owner_id, path }))
  })
}
