import {
  type Database,
  findStorageId,
  knowsMigrations,
  newId,
  type Occupation,
  openDatabase,
  readOccupation,
} from '@assay/db'
import { holdsObjects, readMark, readNote, StartError, writeNote } from '@assay/program'
import type { Storage } from '@assay/storage'
import type { Manifest } from './manifest.ts'

interface Target {
  readonly database_url: string
  readonly storage: Storage
}

/**
 * Makes sure that database and storage may become what an archive holds, and says in the storage that it is being
 * filled. Returns the id by which they will recognise each other. Throws StartError.
 */
export async function prepareTarget({ database_url, storage }: Target, { migrations }: Manifest): Promise<string> {
  if (!knowsMigrations(migrations)) {
    throw new StartError('A newer Assay made this archive. Import it with that one.')
  }
  await using db = openDatabase<Database>({ url: database_url, pool_size: 1, application_name: 'assay import' })
  const occupation = await readOccupation(db, migrations)
  admitDatabase(occupation)
  const tied = occupation === 'none' ? undefined : await findStorageId(db)
  const storage_id = await admitStorage(storage, tied)
  await writeNote(storage, { by: 'import', storage_id, moved_to: null })
  return storage_id
}

/** Throws StartError when a database that is used so must not be filled. */
export function admitDatabase(occupation: Occupation): void {
  if (occupation === 'in use') {
    throw new StartError(
      'This server is in use: there are accounts in its database. An archive is imported into an empty one: set ' +
        'ASSAY_DATA_DIR to a new data directory, or ASSAY_DATABASE_URL to an empty database.',
    )
  }
  if (occupation === 'unused, migrated otherwise') {
    throw new StartError(
      'A server of another version than the one that made this archive has started on this database. Import into a ' +
        'new data directory, or into an empty database, before a server starts on it.',
    )
  }
}

/** A new id unless it has one: the storage of the archive's own server may still be in use, and must not be mixed up. */
async function admitStorage(storage: Storage, tied: string | undefined): Promise<string> {
  const [mark, note] = [await readMark(storage), await readNote(storage)]
  // what an import has left that was broken off
  if (note?.by === 'import') return note.storage_id
  if (mark !== undefined && mark === tied) return mark
  if (note || (await holdsObjects(storage))) {
    throw new StartError(
      'The storage is not empty, and does not belong to this database. Set ASSAY_STORAGE_URL to an empty one.',
    )
  }
  return newId()
}
