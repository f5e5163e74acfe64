import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { openDatabase } from '../src/database.ts'
import { prepared } from '../src/preparing-client.ts'
import { createTestDatabase } from '../src/testing/index.ts'

interface Tables {
  things: { id: number }
}

it('prepares what is marked once a connection, and nothing else', async () => {
  await using database = await createTestDatabase()
  await using db = openDatabase<Tables>({ url: database.url, pool_size: 1 })
  await sql`create table things (id integer)`.execute(db)
  const read = (id: number) => db.selectFrom('things').modifyFront(prepared).selectAll().where('id', '=', id).execute()
  await db.selectFrom('things').selectAll().where('id', '=', 1).execute()
  for (const id of [1, 2, 3]) await read(id)
  const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(db)
  expect(rows.map((row) => row.statement)).toEqual(['select /* prepared */ * from "things" where "id" = $1'])
})

it('gets over a change of the table behind a prepared statement', async () => {
  await using database = await createTestDatabase()
  await using db = openDatabase<Tables>({ url: database.url, pool_size: 1 })
  await sql`create table things (id integer)`.execute(db)
  const read = () => db.selectFrom('things').modifyFront(prepared).selectAll().where('id', '=', 1).execute()
  await read()
  await sql`alter table things add column more text`.execute(database.db)
  await read().catch(() => undefined)
  expect(await read()).toEqual([])
})
