import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { up as mainPath } from './migrations/2026-11-21-main-path.ts'
import { up as runsOfSeveralExperiments } from './migrations/2026-11-21-runs-of-several-experiments.ts'
import { up as usersAndAccess } from './migrations/2026-11-21-users-and-access.ts'
import { up as whatIsKept } from './migrations/2026-11-21-what-is-kept.ts'
import { up as uploadsInParts } from './migrations/2026-11-30-uploads-in-parts.ts'

/** They are run by name, in alphabetical order: a new one must come last in it. */
const migrations: Record<string, Migration> = {
  '2026-11-21-main-path': { up: mainPath },
  '2026-11-21-runs-of-several-experiments': { up: runsOfSeveralExperiments },
  '2026-11-21-users-and-access': { up: usersAndAccess },
  '2026-11-21-what-is-kept': { up: whatIsKept },
  '2026-11-30-uploads-in-parts': { up: uploadsInParts },
}

/** Brings the database to the newest migration; two processes that start at once take turns. Throws what went wrong. */
export async function migrate<DB>(db: Kysely<DB>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}
