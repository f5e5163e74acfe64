import type { Actor } from '@assay/access'
import { deleteFile, findLongestPaths, foldersAbove, lockAlikePath, moveFiles } from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError, type File, type fileMoveInput } from '@assay/schemas'
import type { z } from 'zod'
import type { FileDeps } from './deps.ts'
import { getEntry, toFile } from './file.ts'
import { requireFitting, requireOutside } from './fitting.ts'
import { findPlace, holdEntry } from './place.ts'
import { releaseFiles } from './release.ts'
import { ensureFolders, isRoot, requireNoRoot, requireReplaceable } from './tree.ts'

/**
 * Moves a file, or a folder with all that is in it: ids and shares stay. A file may take the place of another. Throws
 * PATH_TAKEN, FOLDER_FIXED, MOVE_INTO_ITSELF.
 */
export async function moveFile(
  deps: Pick<FileDeps, 'db' | 'queue'>,
  actor: Actor,
  { path, owner, to, if_exists }: z.output<typeof fileMoveInput>,
): Promise<File> {
  if (isRoot(path)) throw new DomainError('FOLDER_FIXED', { path })
  requireNoRoot(to)
  return transact(deps, async (trx) => {
    const from = await holdEntry({ db: trx }, actor, { path, owner })
    await findPlace({ db: trx }, actor, { path: foldersAbove(to).at(-1) ?? to, owner, access: 'write' })
    const { id, kind } = await getEntry({ db: trx }, from)
    requireOutside(path, to)
    requireFitting(await findLongestPaths(trx, from), { path, to })
    const target = { owner_id: from.owner_id, path: to }
    const there = await lockAlikePath(trx, target)
    if (there && there.id !== id) {
      requireReplaceable(there, { path: to, kind, if_exists })
      await deleteFile(trx, there.id)
      if (there.blob_id !== null) await releaseFiles(deps, trx, [there.blob_id])
    }
    await ensureFolders(trx, { ...target, paths: foldersAbove(to), written_by: actor.user_id })
    if (path !== to) await moveFiles(trx, from, to)
    return toFile(await getEntry({ db: trx }, target))
  })
}
