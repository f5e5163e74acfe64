import type { Database } from '@assay/db'
import { findStorageId } from '@assay/db'
import {
  holdsObjects,
  readMark,
  readNote,
  removeMark,
  removeNote,
  requireTiedStorage,
  StartError,
  writeNote,
} from '@assay/program'
import type { Storage } from '@assay/storage'
import type { Kysely } from 'kysely'

/** A storage, and how the operator names it. */
export interface NamedStorage {
  readonly url: string
  open(): Promise<Storage>
}

export interface AdmittedStorages {
  readonly storage_id: string
  readonly source: Storage
  readonly target: Storage
}

/**
 * Opens the storage of a database and the one to which its objects are to be copied, and says in the latter that they
 * are on their way. Throws StartError when the one is not its storage, or the other holds something else.
 */
export async function admitStorages(
  db: Kysely<Database>,
  { from, to, stack }: { readonly from: NamedStorage; readonly to: NamedStorage; readonly stack: AsyncDisposableStack },
): Promise<AdmittedStorages> {
  const source = stack.use(await from.open())
  const storage_id = await admitSource(db, { source, from, to })
  await admitTarget(storage_id, { source, to })
  // opened anew, as it may have carried another mark when it was opened first
  return { storage_id, source, target: stack.use(await to.open()) }
}

interface Source {
  readonly source: Storage
  readonly from: NamedStorage
  readonly to: NamedStorage
}

async function admitSource(db: Kysely<Database>, { source, from, to }: Source): Promise<string> {
  const storage_id = await findStorageId(db)
  const note = await readNote(source)
  // the switch was broken off before the target got its mark
  const isLeaving = note?.by === 'copy' && note.storage_id === storage_id && note.moved_to === to.url
  if (storage_id !== undefined && isLeaving && (await readMark(source)) === undefined) return storage_id
  await requireTiedStorage({ db, storage: source, storage_url: from.url })
  if (storage_id === undefined) throw new StartError('No server has started on this database yet.')
  if (note) await removeNote(source)
  return storage_id
}

async function admitTarget(storage_id: string, { source, to }: Omit<Source, 'from'>): Promise<void> {
  await using target = await to.open()
  const [mark, note] = [await readMark(target), await readNote(target)]
  const isOurs = mark === storage_id || (mark === undefined && note?.by === 'copy' && note.storage_id === storage_id)
  if (!isOurs && (mark !== undefined || note || (await holdsObjects(target)))) {
    throw new StartError(`${to.url} is not empty, and no copy of this server's storage. Name an empty one.`)
  }
  const before = await readNote(source)
  await writeNote(target, { by: 'copy', storage_id, moved_to: null })
  const after = await readNote(source)
  if (after?.moved_to === null && before?.moved_to !== null) {
    await removeNote(target)
    throw new StartError(`${to.url} is the storage that is in use already.`)
  }
  if (mark !== undefined) await removeMark(target)
}
