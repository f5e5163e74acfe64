import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { up as mainPath } from './migrations/2026-11-21-main-path.ts'
import { up as runsOfSeveralExperiments } from './migrations/2026-11-21-runs-of-several-experiments.ts'
import { up as usersAndAccess } from './migrations/2026-11-21-users-and-access.ts'
import { up as whatIsKept } from './migrations/2026-11-21-what-is-kept.ts'
import { up as generalRuns } from './migrations/2026-11-30-general-runs.ts'
import { up as hintsOfRows } from './migrations/2026-11-30-hints-of-rows.ts'
import { up as listsByState } from './migrations/2026-11-30-lists-by-state.ts'
import { up as severalProcesses } from './migrations/2026-11-30-several-processes.ts'
import { up as uploadsInParts } from './migrations/2026-11-30-uploads-in-parts.ts'
import { up as verdictByDefault } from './migrations/2026-11-30-verdict-by-default.ts'
import { up as waysOfReading } from './migrations/2026-11-30-ways-of-reading.ts'
import { up as whatAttemptsReached } from './migrations/2026-11-30-what-attempts-reached.ts'
import { up as whatCredentialsMake } from './migrations/2026-11-30-what-credentials-make.ts'
import { up as files } from './migrations/2026-12-01-files.ts'
import { up as originsOfDatasets } from './migrations/2026-12-01-origins-of-datasets.ts'
import { up as sharesOfFiles } from './migrations/2026-12-01-shares-of-files.ts'
import { up as uploadsWithBlobs } from './migrations/2026-12-01-uploads-with-blobs.ts'
import { up as logs } from './migrations/2026-12-02-logs.ts'
import { up as applications } from './migrations/2026-12-03-applications.ts'
import { up as catalogue } from './migrations/2026-12-03-catalogue.ts'
import { up as notifications } from './migrations/2026-12-03-notifications.ts'
import { up as outputsOfApplications } from './migrations/2026-12-03-outputs-of-applications.ts'
import { up as placement } from './migrations/2026-12-03-placement.ts'
import { up as pullWorkers } from './migrations/2026-12-03-pull-workers.ts'
import { up as reuse } from './migrations/2026-12-03-reuse.ts'
import { up as annotations } from './migrations/2026-12-04-annotations.ts'
import { up as budgets } from './migrations/2026-12-04-budgets.ts'
import { up as judges } from './migrations/2026-12-04-judges.ts'
import { up as lostAttempts } from './migrations/2026-12-04-lost-attempts.ts'
import { up as metadataAndArchive } from './migrations/2026-12-04-metadata-and-archive.ts'
import { up as modelEntries } from './migrations/2026-12-04-model-entries.ts'
import { up as scoresOfApplications } from './migrations/2026-12-04-scores-of-applications.ts'
import { up as tasks } from './migrations/2026-12-04-tasks.ts'
import { up as jobNumbers } from './migrations/2026-12-05-job-numbers.ts'
import { up as labelsOfPairs } from './migrations/2026-12-05-labels-of-pairs.ts'
import { up as outputsStraightToTheStore } from './migrations/2026-12-05-outputs-straight-to-the-store.ts'

const migrations: Record<string, Migration> = {
  '2026-11-21-main-path': { up: mainPath },
  '2026-11-21-runs-of-several-experiments': { up: runsOfSeveralExperiments },
  '2026-11-21-users-and-access': { up: usersAndAccess },
  '2026-11-21-what-is-kept': { up: whatIsKept },
  '2026-11-30-general-runs': { up: generalRuns },
  '2026-11-30-hints-of-rows': { up: hintsOfRows },
  '2026-11-30-lists-by-state': { up: listsByState },
  '2026-11-30-several-processes': { up: severalProcesses },
  '2026-11-30-uploads-in-parts': { up: uploadsInParts },
  '2026-11-30-verdict-by-default': { up: verdictByDefault },
  '2026-11-30-ways-of-reading': { up: waysOfReading },
  '2026-11-30-what-attempts-reached': { up: whatAttemptsReached },
  '2026-11-30-what-credentials-make': { up: whatCredentialsMake },
  '2026-12-01-files': { up: files },
  '2026-12-01-origins-of-datasets': { up: originsOfDatasets },
  '2026-12-01-shares-of-files': { up: sharesOfFiles },
  '2026-12-01-uploads-with-blobs': { up: uploadsWithBlobs },
  '2026-12-02-logs': { up: logs },
  '2026-12-03-applications': { up: applications },
  '2026-12-03-outputs-of-applications': { up: outputsOfApplications },
  '2026-12-03-notifications': { up: notifications },
  '2026-12-03-placement': { up: placement },
  '2026-12-03-catalogue': { up: catalogue },
  '2026-12-03-reuse': { up: reuse },
  '2026-12-04-annotations': { up: annotations },
  '2026-12-04-tasks': { up: tasks },
  '2026-12-05-job-numbers': { up: jobNumbers },
  '2026-12-05-labels-of-pairs': { up: labelsOfPairs },
  '2026-12-05-outputs-straight-to-the-store': { up: outputsStraightToTheStore },
  '2026-12-03-pull-workers': { up: pullWorkers },
  '2026-12-04-metadata-and-archive': { up: metadataAndArchive },
  '2026-12-04-model-entries': { up: modelEntries },
  '2026-12-04-lost-attempts': { up: lostAttempts },
  '2026-12-04-budgets': { up: budgets },
  '2026-12-04-judges': { up: judges },
  '2026-12-04-scores-of-applications': { up: scoresOfApplications },
}

/** Brings the database to the newest migration; two processes that start at once take turns. Throws what went wrong. */
export async function migrate<DB>(db: Kysely<DB>): Promise<void> {
  const { error } = await migratorOf(db).migrateToLatest()
  if (error) throw error
}

/** Whether the database is at the newest migration of this Assay, before it, or beyond it. */
export async function compareMigrations<DB>(db: Kysely<DB>): Promise<'same' | 'older' | 'newer'> {
  const known = await migratorOf(db).getMigrations()
  if (known.every(({ executedAt }) => executedAt === undefined)) return 'older'
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  if (rows.some(({ name }) => !Object.hasOwn(migrations, name))) return 'newer'
  return known.every(({ executedAt }) => executedAt !== undefined) ? 'same' : 'older'
}

/** The names of the migrations that a database has been through, in order. */
export async function listMigrations<DB>(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from kysely_migration order by timestamp, name collate "C"`.execute(db)
  return rows.map(({ name }) => name)
}

/** Whether this Assay has all of these migrations. */
export function knowsMigrations(names: readonly string[]): boolean {
  return names.every((name) => Object.hasOwn(migrations, name))
}

/** Brings an empty database to where another one stands that has been through these migrations. */
export async function migrateAsFar<DB>(db: Kysely<DB>, names: readonly string[]): Promise<void> {
  const some = Object.fromEntries(Object.entries(migrations).filter(([name]) => names.includes(name)))
  const { error } = await migratorOf(db, some).migrateToLatest()
  if (error) throw error
}

function migratorOf<DB>(db: Kysely<DB>, some = migrations): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => some } })
}
