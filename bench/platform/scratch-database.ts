import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, migrate, openDatabase, startEmbeddedPostgres } from '@assay/db'
import { migrateQueue } from '@assay/queue'
import { type Kysely, sql } from 'kysely'

/** A migrated database on a real disk, with the settings of `npm start`. */
export interface ScratchDatabase extends AsyncDisposable {
  readonly url: string
  readonly db: Kysely<Database>
  /** The version of Postgres. */
  readonly version: string
}

/** Makes a database that is gone, server and files, when it is disposed of. */
export async function createScratchDatabase(): Promise<ScratchDatabase> {
  await using opened = new AsyncDisposableStack()
  const data_dir = await mkdtemp(join(tmpdir(), 'assay-bench-'))
  opened.defer(() => rm(data_dir, { recursive: true, force: true }))
  const { url } = opened.use(await startEmbeddedPostgres({ data_dir }))
  const db = openDatabase<Database>({ url, pool_size: 12, plans_by_index: true })
  opened.defer(() => db.destroy())
  await migrate(db)
  await migrateQueue({ url })
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(db)
  const disposing = opened.move()
  return {
    url,
    db,
    version: rows[0]?.server_version ?? 'unknown',
    [Symbol.asyncDispose]: () => disposing.disposeAsync(),
  }
}
