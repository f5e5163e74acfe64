import type { Kysely } from 'kysely'
import { inject } from 'vitest'
import { openDatabase } from '../database.ts'
import type { Database } from '../tables/index.ts'
import { newId } from '../uuid.ts'
import { databaseUrl, execute, type TestServer } from './test-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    test_server: TestServer
  }
}

export interface TestDatabase extends AsyncDisposable {
  readonly url: string
  readonly db: Kysely<Database>
}

/**
 * A migrated database of its own, gone afterwards with whatever is still connected to it.
 *
 * @example
 * await using database = await createTestDatabase()
 */
export async function createTestDatabase(server: TestServer = inject('test_server')): Promise<TestDatabase> {
  const name = `assay_test_${newId().replaceAll('-', '')}`
  await execute(server.url, `create database ${name} template ${server.template} strategy file_copy`)
  const url = databaseUrl(server.url, name)
  const db = openDatabase<Database>({ url })
  return {
    url,
    db,
    async [Symbol.asyncDispose]() {
      await db.destroy()
      await execute(server.url, `drop database ${name} with (force)`)
    },
  }
}
