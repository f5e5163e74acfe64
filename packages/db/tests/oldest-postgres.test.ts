import { sql } from 'kysely'
import { expect, inject, it } from 'vitest'
import { createTestDatabase } from '../src/testing/index.ts'

it('runs the tests of this project on PostgreSQL 15', async ({ skip }) => {
  skip(inject('test_server') === undefined, 'PostgreSQL 15 is not installed (ASSAY_TEST_POSTGRES15_BIN)')
  await using database = await createTestDatabase()
  const { rows } = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(
    database.db,
  )
  expect(rows[0]?.version).toMatch(/^15\./)
})
