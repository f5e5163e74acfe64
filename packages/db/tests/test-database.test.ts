import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../src/testing/index.ts'

test('each test database is migrated and sees nothing of another', async () => {
  await using one = await createTestDatabase()
  await using other = await createTestDatabase()
  await sql`create table only_here (id int)`.execute(one.db)

  const tables = await other.db.introspection.getTables()

  expect(tables.map((table) => table.name)).toEqual(expect.arrayContaining(['runs', 'jobs']))
  expect(tables.map((table) => table.name)).not.toContain('only_here')
})
