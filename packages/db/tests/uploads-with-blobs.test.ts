import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { expect, it } from 'vitest'
import { insertUpload, insertUser, newId } from '../src/index.ts'
import { up } from '../src/migrations/2026-12-01-uploads-with-blobs.ts'
import { createTestDatabase } from '../src/testing/index.ts'

const migration: Migration = { up }

it('gives what was complete before a blob, and no other upload', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  // as it was before
  await sql`alter table uploads drop column blob_id, drop column tail_key, drop column part_bytes`.execute(db)
  await sql`drop index blobs_same`.execute(db)
  await sql`drop table announced_parts`.execute(db)
  const owner_id = newId()
  await insertUser(db, { id: owner_id, email: 'somebody@example.org', name: 'Somebody', groups: ['users'] })
  const states = ['open', 'complete', 'used'] as const
  for (const state of states) {
    const expires_at = new Date(Date.now() + 86_400_000).toISOString()
    const object_key = `objects/${state}`
    await insertUpload(db, { id: newId(), owner_id, filename: state, object_key, expires_at, state, received_bytes: 5 })
  }
  await migration.up(db)
  const rows = await db
    .selectFrom('uploads')
    .leftJoin('blobs', 'blobs.id', 'blob_id')
    .select(['state', 'blobs.object_key', 'blobs.size_bytes', 'blobs.owner_id'])
    .orderBy('uploads.id')
    .execute()
  const none = { object_key: null, size_bytes: null, owner_id: null }
  expect(rows).toEqual([
    { state: 'open', ...none },
    { state: 'complete', object_key: 'objects/complete', size_bytes: 5, owner_id },
    { state: 'used', ...none },
  ])
})
