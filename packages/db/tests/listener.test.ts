import { once } from 'node:events'
import { type QueryResult, type RawBuilder, sql } from 'kysely'
import { expect, inject, test } from 'vitest'
import { Listener, openDatabase } from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'

const application_name = 'the listener'

test('it hears its channels and no other', async () => {
  await using database = await createTestDatabase()
  await using listener = await Listener.open({ url: database.url, channels: ['runs', 'Odd "name"'] })
  const heard: unknown[] = []
  const last = Promise.withResolvers<void>()
  listener.on('notification', (channel, payload) => {
    heard.push([channel, payload])
    if (payload === 'last') last.resolve()
  })

  await sql`select pg_notify('runs', 'a'), pg_notify('others', 'b'), pg_notify('Odd "name"', 'last')`.execute(
    database.db,
  )
  await last.promise

  expect(heard).toEqual([
    ['runs', 'a'],
    ['Odd "name"', 'last'],
  ])
})

test('when its connection is lost it comes back, says so, and hears again', async () => {
  await using database = await createTestDatabase()
  await using listener = await Listener.open({ url: database.url, channels: ['runs'], application_name })
  expect(listener.standing_ms).toBeGreaterThan(0)
  const reconnected = once(listener, 'reconnected')
  const before = listener.standing_ms

  await endConnection(database)
  await reconnected
  expect(listener.standing_ms).toBeLessThan(before + 1_000)

  const notification = once(listener, 'notification')
  await sql`notify runs, 'again'`.execute(database.db)
  expect(await notification).toEqual(['runs', 'again'])
})

test('while the database refuses connections it stands for no time, and it comes back afterwards', async () => {
  await using database = await createTestDatabase()
  await using listener = await Listener.open({ url: database.url, channels: ['runs'], application_name })
  const reconnected = once(listener, 'reconnected')

  await allowConnections(database, false)
  await endConnection(database)
  await expect.poll(() => listener.standing_ms).toBe(0)
  await allowConnections(database, true)
  await reconnected

  expect(listener.standing_ms).toBeGreaterThan(0)
})

test('disposing of it ends its connection', async () => {
  await using database = await createTestDatabase()
  const listener = await Listener.open({ url: database.url, channels: ['runs'], application_name })
  await listener[Symbol.asyncDispose]()
  await expect.poll(() => connections(database)).toBe(0)
})

test('disposing of it while it tries to reconnect ends the trying', async () => {
  await using database = await createTestDatabase()
  const listener = await Listener.open({ url: database.url, channels: ['runs'], application_name })
  await allowConnections(database, false)
  await endConnection(database)
  await expect.poll(() => listener.standing_ms).toBe(0)

  await listener[Symbol.asyncDispose]()

  await allowConnections(database, true)
  expect(await connections(database)).toBe(0)
})

test('a database that cannot be reached at the start is an error', async () => {
  const open = Listener.open({ url: 'postgres://nobody@127.0.0.1:1/nothing', channels: ['runs'] })
  await expect(open).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

async function allowConnections(database: TestDatabase, allowed: boolean): Promise<void> {
  await onServer(sql`alter database ${sql.id(nameOf(database))} with allow_connections ${sql.lit(allowed)}`)
}

async function endConnection(database: TestDatabase): Promise<void> {
  await onServer(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = ${application_name} and datname = ${nameOf(database)}
  `)
}

async function connections(database: TestDatabase): Promise<number> {
  const { rows } = await onServer(sql`
    select from pg_stat_activity where application_name = ${application_name} and datname = ${nameOf(database)}
  `)
  return rows.length
}

function nameOf({ url }: TestDatabase): string {
  return new URL(url).pathname.slice(1)
}

/** Beside the test database, which may not let anyone in. */
async function onServer<Row>(query: RawBuilder<Row>): Promise<QueryResult<Row>> {
  await using server = openDatabase<unknown>({ url: inject('test_server').url, pool_size: 1 })
  return await query.execute(server)
}
