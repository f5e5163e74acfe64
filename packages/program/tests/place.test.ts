import { createTestDatabase } from '@assay/db/testing'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { type PlaceOptions, takePlace } from '../src/place.ts'

const secret_key = 'a key that is only good for tests, as everyone knows it'

function options(database_url: string, kind: PlaceOptions['kind'] = 'standalone') {
  return { database_url, kind, secret_key, patience_ms: 300 }
}

it('lets one in of two that exclude each other and start at once', async () => {
  await using database = await createTestDatabase()
  const places = await Promise.allSettled([takePlace(options(database.url)), takePlace(options(database.url))])
  expect(places.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  for (const place of places) if (place.status === 'fulfilled') await place.value[Symbol.asyncDispose]()
})

it('is free for another once it is given up', async () => {
  await using database = await createTestDatabase()
  const before = await takePlace(options(database.url))
  await before[Symbol.asyncDispose]()
  await using _after = await takePlace(options(database.url, 'api'))
})

it('is taken again after a lost connection, and is lost to whoever came meanwhile', async () => {
  await using database = await createTestDatabase()
  await using place = await takePlace(options(database.url))
  const cut = () =>
    sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like 'assay standalone%'`.execute(database.db)
  const isTaken = async () =>
    (
      await sql`select from pg_locks where locktype = 'advisory' and classid = 7302
      and database = (select oid from pg_database where datname = current_database())`.execute(database.db)
    ).rows.length
  await cut()
  await expect.poll(isTaken, { timeout: 5_000 }).toBe(1)
  await cut()
  await using _other = await takePlace({ ...options(database.url, 'api'), patience_ms: 5_000 })
  await expect(place.excluded).rejects.toThrow('serves this database')
})
