import { shareableFields, shareableNouns } from '@assay/schemas'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { shareables, tableOf } from '../src/shareable.ts'
import { createTestDatabase } from '../src/testing/index.ts'

it('keeps for each noun a column of shares that goes with the thing, and shares of one thing with one side once', async () => {
  await using database = await createTestDatabase()
  const { rows } = await sql<{ kind: string; says: string }>`
    select contype as kind, pg_get_constraintdef(oid) as says from pg_constraint
    where conrelid = 'shares'::regclass`.execute(database.db)
  const constraints = (kind: string) => rows.filter((row) => row.kind === kind).map(({ says }) => says)
  for (const noun of shareableNouns) {
    const [table, { column }] = [tableOf(noun), shareables[tableOf(noun)]]
    expect(constraints('f')).toContain(`FOREIGN KEY (${column}) REFERENCES ${table}(id) ON DELETE CASCADE`)
  }
  const columns = shareableFields.join(', ')
  expect(constraints('u')).toEqual([`UNIQUE NULLS NOT DISTINCT (${columns}, with_user_id, with_group)`])
  expect(constraints('c')).toContainEqual(expect.stringContaining(`num_nonnulls(${columns}) = 1`))
})

it('finds the shares of a thing, of whatever noun, by an index', async () => {
  await using database = await createTestDatabase()
  const { rows } = await sql<{ says: string }>`
    select indexdef as says from pg_indexes where tablename = 'shares'`.execute(database.db)
  for (const field of shareableFields) {
    expect(rows).toContainEqual({ says: expect.stringContaining(`(${field}) WHERE (${field} IS NOT NULL)`) })
  }
})
