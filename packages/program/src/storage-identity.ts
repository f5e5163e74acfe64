import type { CoreDeps } from '@assay/core'
import { findStorageId, insertStorageId, listNewestObjects, lockInstallation, newId } from '@assay/db'
import { StartError } from './start-error.ts'
import { holdsObjects, type MovingNote, readMark, readNote, writeMark } from './storage-mark.ts'

interface Tied extends Pick<CoreDeps, 'db' | 'storage'> {
  /** The operator's name for the storage. */
  readonly storage_url: string
}

/**
 * Makes sure that this storage belongs to this database; the first server ties them together. Unknown objects are
 * swept, so a storage of another database would lose everything. Throws StartError.
 */
export async function tieStorage(tied: Tied): Promise<void> {
  const { db, storage } = tied
  const carried = await readMark(storage)
  if (carried !== undefined && carried === (await findStorageId(db))) return
  await db.transaction().execute(async (trx) => {
    await lockInstallation(trx)
    const [expected, found] = [await findStorageId(trx), await readMark(storage)]
    if (expected !== undefined) return requireSame(tied, { expected, found })
    // an empty one was left by a first start that did not get far
    if (found !== undefined && (await holdsObjects(storage))) throw new StartError(belongsToAnother(tied))
    const id = found ?? newId()
    if (found === undefined) await writeMark(storage, id)
    await insertStorageId(trx, id)
  })
}

/** The same for processes that are no server, which tie nothing. Throws StartError. */
export async function requireTiedStorage(tied: Tied): Promise<void> {
  const expected = await findStorageId(tied.db)
  if (expected === undefined) throw new StartError('No server has started on this database yet. Start one first.')
  await requireSame(tied, { expected, found: await readMark(tied.storage) })
  if (!(await holdsNewest(tied))) throw new StartError(isNotTheSame(tied))
}

const newest = 5

/** A copy carries the same id, but not what has come since it was made. */
async function holdsNewest({ db, storage }: Tied): Promise<boolean> {
  const keys = await listNewestObjects(db, newest)
  for (const key of keys) if (await storage.stat(key)) return true
  return keys.length === 0
}

interface Ids {
  readonly expected: string
  readonly found: string | undefined
}

async function requireSame(tied: Tied, { expected, found }: Ids): Promise<void> {
  if (found === expected) return
  if (found !== undefined) throw new StartError(belongsToAnother(tied))
  const note = await readNote(tied.storage)
  if (note) throw new StartError(isMoving(tied, note))
  throw new StartError(
    `The objects of this database are not in ${tied.storage_url}. Set ASSAY_STORAGE_URL to the storage that the ` +
      'other processes use, or that was used before, and make sure that it is mounted, or that its bucket and prefix ' +
      'are right.',
  )
}

function isMoving({ storage_url }: Tied, { moved_to }: MovingNote): string {
  if (moved_to !== null) {
    return `The objects of this database have been moved from ${storage_url} to ${moved_to}. Set ASSAY_STORAGE_URL to that.`
  }
  return (
    `Not all objects of this database are in ${storage_url} yet. Stop what is at work on it, and run assay admin ` +
    `storage copy --to ${storage_url} to its end.`
  )
}

function isNotTheSame({ storage_url }: Tied): string {
  return (
    `${storage_url} is not the storage that the other processes use: nothing that came last is there. Set ` +
    'ASSAY_STORAGE_URL to the same one.'
  )
}

function belongsToAnother({ storage_url }: Tied): string {
  return (
    `What is in ${storage_url} belongs to another database. Set ASSAY_STORAGE_URL to the storage of this one. ` +
    'If the other database is gone for good, empty what is there.'
  )
}
