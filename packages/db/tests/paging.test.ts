import { DomainError } from '@assay/schemas'
import type { Kysely } from 'kysely'
import { expect, it } from 'vitest'
import { type Database, listApiKeys, newId } from '../src/index.ts'
import { createTestDatabase } from '../src/testing/index.ts'

async function addOwner(db: Kysely<Database>): Promise<string> {
  const id = newId()
  await db
    .insertInto('users')
    .values({ id, email: `${id}@example.org`, name: 'Somebody', groups: [] })
    .execute()
  return id
}

async function addKeys(db: Kysely<Database>, owner_id: string, count: number): Promise<string[]> {
  const keys = Array.from({ length: count }, (_, index) => ({
    id: newId(),
    owner_id,
    name: `key ${index}`,
    prefix: 'assay_',
    scopes: [],
    key_hash: Buffer.from(newId()),
  }))
  if (count > 0) await db.insertInto('api_keys').values(keys).execute()
  return keys.map((key) => key.id).toReversed()
}

it('gives every row once, newest first, over pages of any size, although rows appear meanwhile', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const owner_id = await addOwner(db)
  const expected = await addKeys(db, owner_id, 23)
  await addKeys(db, await addOwner(db), 5)
  for (const limit of [1, 7, 23, 50]) {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listApiKeys(db, owner_id, { limit, cursor, include_total: false })
      if (cursor === undefined && limit === 7) await addKeys(db, owner_id, 1)
      seen.push(...page.items.map((item) => item.id))
      cursor = page.next_cursor ?? undefined
    } while (cursor !== undefined)
    expect(seen.filter((id) => expected.includes(id))).toEqual(expected)
    expect(new Set(seen).size).toBe(seen.length)
  }
})

it('counts exactly to 10,000, and says 10000+ beyond', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const owner_id = await addOwner(db)
  const total = async () => (await listApiKeys(db, owner_id, { limit: 1, include_total: true })).total
  expect(await total()).toBe(0)
  await addKeys(db, owner_id, 5_000)
  await addKeys(db, owner_id, 5_000)
  expect(await total()).toBe(10_000)
  await addKeys(db, owner_id, 1)
  expect(await total()).toBe('10000+')
})

it.each(['', 'no cursor', 'AAAA', '😀'])('refuses the cursor %j', async (cursor) => {
  await using database = await createTestDatabase()
  const owner_id = await addOwner(database.db)
  const failure = await listApiKeys(database.db, owner_id, { limit: 1, cursor, include_total: false }).catch(
    (error: unknown) => error,
  )
  expect(DomainError.is(failure, 'CURSOR_INVALID')).toBe(true)
})
