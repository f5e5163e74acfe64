import { type Database, openDatabase } from '@assay/db'
import { requireMigrated, requireTiedStorage } from '@assay/program'
import { createQueue } from '@assay/queue'
import type { Storage } from '@assay/storage'
import type { House } from './open-house.ts'

/** Makes sure that there is a server of this version, and, where one is given, that this is its storage. Throws StartError. */
export async function requireServer({ database_url, storage_url }: House, storage?: Storage): Promise<void> {
  await using db = openDatabase<Database>({ url: database_url, pool_size: 1, application_name: 'assay admin' })
  await requireMigrated({ db, queue: createQueue(db) })
  if (storage) await requireTiedStorage({ db, storage, storage_url })
}
