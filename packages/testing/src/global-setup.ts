import { migrate, openDatabase } from '@assay/db'
import { startTestServer } from '@assay/db/testing'
import { migrateQueue } from '@assay/queue'
import { sql } from 'kysely'
import type { TestProject } from 'vitest/node'

/** One Postgres for the whole run: embedded, or the one that `ASSAY_TEST_DATABASE_URL` names. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = await startTestServer({ url: process.env['ASSAY_TEST_DATABASE_URL'], prepare })
  project.provide('test_server', running.server)
  return async () => running[Symbol.asyncDispose]()
}

/** Migrates the template that test databases are copied from. */
export async function prepare(url: string): Promise<void> {
  await using db = openDatabase<unknown>({ url })
  await migrate(db)
  await migrateQueue({ url })
  // the clock must not send messages into a test that counts them
  await sql`delete from pgboss.schedule`.execute(db)
}
