import { DomainError } from '@assay/schemas'
import { type Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import { isConnectionError, isRetryableTransaction, openDatabase } from '../src/index.ts'
import { createTestDatabase } from '../src/testing/index.ts'

test('values come as they go over the wire', async () => {
  await using database = await createTestDatabase()
  const { rows } = await sql`
    select 7::bigint as bigint, array[7, null]::bigint[] as bigints, 1.5::float8 as float,
      timestamptz '2026-11-21 05:30:00.123456+00' as instant,
      array[timestamptz '2026-11-21 07:30:00+02'] as instants,
      date '2026-11-21' as date, '{"a":[1]}'::jsonb as json, array['a', 'b'] as texts, null::bigint as nothing
  `.execute(database.db)
  expect(rows).toEqual([
    {
      bigint: 7,
      bigints: [7, null],
      float: 1.5,
      instant: '2026-11-21T05:30:00.123Z',
      instants: ['2026-11-21T05:30:00.000Z'],
      date: '2026-11-21',
      json: { a: [1] },
      texts: ['a', 'b'],
      nothing: null,
    },
  ])
})

test('a server in another time zone tells the same instant', async () => {
  await using database = await createTestDatabase()
  await using db = openDatabase<unknown>({ url: database.url, pool_size: 1 })
  await sql`set timezone to 'Asia/Kolkata'`.execute(db)
  const { rows } = await sql`select timestamptz '2026-11-21 05:30:00Z' as instant`.execute(db)
  expect(rows).toEqual([{ instant: '2026-11-21T05:30:00.000Z' }])
})

test('connections that the server ends while idle are replaced', async () => {
  await using database = await createTestDatabase()
  await using victim = openDatabase<unknown>({ url: database.url, application_name: 'victim' })
  await Promise.all([sql`select pg_sleep(0.01)`.execute(victim), sql`select pg_sleep(0.01)`.execute(victim)])

  expect(await terminate(database.db, 'victim')).toBe(2)

  await expect.poll(() => answer(victim)).toBe(1)
})

test('a query whose connection is ended is a connection error, and so is every one before Postgres is back', async () => {
  await using database = await createTestDatabase()
  await using victim = openDatabase<unknown>({ url: database.url, application_name: 'victim' })
  const sleeping = sql`select pg_sleep(60)`.execute(victim).catch((error: unknown) => error)

  await expect.poll(() => terminate(database.db, 'victim', 'active')).toBe(1)

  expect(isConnectionError(await sleeping)).toBe(true)
  expect(isRetryableTransaction(await sleeping)).toBe(false)
})

test('a transaction whose connection is ended between two statements rejects and does not end the process', async () => {
  await using database = await createTestDatabase()
  await using victim = openDatabase<unknown>({ url: database.url, application_name: 'victim' })

  const error = await victim
    .transaction()
    .execute(async (trx) => {
      await sql`select 1`.execute(trx)
      await terminate(database.db, 'victim')
      await sql`select 1`.execute(trx)
    })
    .catch((thrown: unknown) => thrown)

  expect(isConnectionError(error)).toBe(true)
  await expect.poll(() => answer(victim)).toBe(1)
})

test.each([
  ['nobody listens', 'postgres://nobody@127.0.0.1:1/nothing'],
  ['the socket is not there', 'postgres://nobody@localhost/nothing?host=/nowhere'],
  ['the host is unknown', 'postgres://nobody@nowhere.invalid/nothing'],
])('when %s, it is a connection error', async (_case, url) => {
  await using db = openDatabase<unknown>({ url })
  expect(isConnectionError(await answer(db).catch((error: unknown) => error))).toBe(true)
})

test('waiting too long for a free connection is a connection error', async () => {
  await using database = await createTestDatabase()
  await using db = openDatabase<unknown>({ url: database.url, pool_size: 1, connect_timeout_ms: 20 })
  const error = await db
    .transaction()
    .execute(() => answer(db))
    .catch((thrown: unknown) => thrown)
  expect(isConnectionError(error)).toBe(true)
})

test('an error that says what it is about is none of the database, whatever caused it', () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const away = new DomainError('UNAVAILABLE', { retry_after_seconds: 5, what: 'its storage' }, { cause })
  expect(isConnectionError(away)).toBe(false)
  expect(isConnectionError(new Error('of pg', { cause }))).toBe(true)
})

test('an error of the query itself is no connection error', async () => {
  await using database = await createTestDatabase()
  const error = await sql`select * from nowhere`.execute(database.db).catch((thrown: unknown) => thrown)
  expect(isConnectionError(error)).toBe(false)
  expect(isRetryableTransaction(error)).toBe(false)
})

test('a statement over the time limit is cancelled', async () => {
  await using database = await createTestDatabase()
  await using db = openDatabase<unknown>({ url: database.url, statement_timeout_ms: 20 })
  await expect(sql`select pg_sleep(60)`.execute(db)).rejects.toMatchObject({ code: '57014' })
})

test('of two serializable transactions that overlap, the one undone may be run again', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  await sql`create table counter as select 0 as value`.execute(db)

  const overlap = db
    .transaction()
    .setIsolationLevel('serializable')
    .execute(async (trx) => {
      await sql`select value from counter`.execute(trx)
      await sql`update counter set value = value + 1`.execute(db)
      await sql`update counter set value = value + 1`.execute(trx)
    })

  expect(isRetryableTransaction(await overlap.catch((error: unknown) => error))).toBe(true)
})

async function answer(db: Kysely<unknown>): Promise<number | undefined> {
  const { rows } = await sql<{ answer: number }>`select 1 as answer`.execute(db)
  return rows[0]?.answer
}

async function terminate<DB>(db: Kysely<DB>, application_name: string, state = 'idle%'): Promise<number> {
  const { rows } = await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = ${application_name} and state like ${state} and datname = current_database()
  `.execute(db)
  return rows.length
}
