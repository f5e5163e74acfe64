import type { CoreDeps } from '@assay/core'
import { compareMigrations, type Database, migrate, openDatabase } from '@assay/db'
import { createQueue, migrateQueue } from '@assay/queue'
import { takePlace } from './place.ts'
import { StartError } from './start-error.ts'

type Migrated = Pick<CoreDeps, 'db' | 'queue'>

/**
 * Migrates database and queue to this Assay's version, unless they have it. Throws StartError if they are newer, or if
 * any process is at work on them.
 */
export async function migrateWhileNobodyWorks(database_url: string): Promise<'migrated' | 'left alone'> {
  await using db = openMigrated(database_url)
  const state = await stateOf({ db, queue: createQueue(db) })
  if (state === 'newer') throw ofNewerAssay()
  if (state === 'same') return 'left alone'
  await using _place = await takePlace({ database_url, kind: 'migration' })
  await migrate(db)
  await migrateQueue({ url: database_url })
  return 'migrated'
}

/** Checks that database and queue have this Assay's version, and changes nothing. Throws StartError. */
export async function requireMigrated(migrated: Migrated): Promise<void> {
  const state = await stateOf(migrated)
  if (state === 'newer') throw ofNewerAssay()
  if (state === 'same') return
  throw new StartError(
    'This database is not yet as this Assay needs it. Stop what is at work on it, and migrate it: ' +
      'node_modules/.bin/node apps/api/src/migrate.ts (npm start does so by itself).',
  )
}

async function stateOf({ db, queue }: Migrated): Promise<'same' | 'older' | 'newer'> {
  const state = await compareMigrations(db)
  return state === 'same' && !(await queue.isComplete()) ? 'older' : state
}

function ofNewerAssay(): StartError {
  return new StartError('A newer Assay has migrated this database. Start that one, or restore the backup from before.')
}

function openMigrated(url: string) {
  return openDatabase<Database>({ url, pool_size: 1, application_name: 'assay migration' })
}
