import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { expect, it } from 'vitest'
import { insertUpload, insertUser, newId } from '../src/index.ts'
import { up } from '../src/migrations/2026-11-30-uploads-in-parts.ts'
import { createTestDatabase } from '../src/testing/index.ts'

const migration: Migration = { up }

it('has uploads that were open before stand at 0, and leaves the others as they are', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  // as it was before
  await sql`alter table uploads drop column blob_id, drop column tail_key, drop column part_bytes`.execute(db)
  const owner_id = newId()
  await insertUser(db, { id: owner_id, email: 'somebody@example.org', name: 'Somebody', groups: ['users'] })
  const states = ['open', 'complete', 'used'] as const
  for (const state of states) {
    const expires_at = new Date(Date.now() + 86_400_000).toISOString()
    const object_key = `objects/${state}`
    await insertUpload(db, { id: newId(), owner_id, filename: state, object_key, expires_at, state, received_bytes: 5 })
  }
  await sql`drop table upload_parts`.execute(db)
  await sql`alter table uploads drop column storage_upload_id, drop column last_part_number`.execute(db)
  await migration.up(db)
  const rows = await db.selectFrom('uploads').select(['state', 'received_bytes', 'storage_upload_id']).execute()
  const expected = states.map((state) => ({
    state,
    received_bytes: state === 'open' ? 0 : 5,
    storage_upload_id: null,
  }))
  expect(rows).toEqual(expect.arrayContaining(expected))
})
