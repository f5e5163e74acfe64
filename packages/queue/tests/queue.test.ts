import { newId } from '@assay/db'
import { createTestDatabase, type TestDatabase } from '@assay/db/testing'
import { DomainError } from '@assay/schemas'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import {
  createQueue,
  type Handlers,
  type MessageName,
  type MessagePayload,
  messageNames,
  migrateQueue,
  startConsumer,
} from '../src/index.ts'
import { handlersWith, silent } from './handlers.ts'

test('a message that is to be late is delivered no earlier, and found until it is', async () => {
  await using database = await createTestDatabase()
  const queue = createQueue(database.db)
  const delivered = collector<'blob.delete'>()
  await database.db.transaction().execute(async (trx) => {
    await queue.enqueueLater(trx, 'blob.delete', {
      payloads: [{ object_keys: ['late', 'later'] }],
      after_seconds: 3_600,
    })
    await queue.enqueueAll(trx, 'blob.delete', [{ object_keys: ['at once'] }])
  })
  const pending = () => queue.findPending('blob.delete', 'object_keys', ['at once', 'later', 'never'])
  expect(await pending()).toEqual(new Set(['at once', 'later']))
  await using _consumer = await consume(database, { 'blob.delete': delivered.handler })
  expect(await delivered.first).toEqual({ object_keys: ['at once'] })
  await expect.poll(pending).toEqual(new Set(['later']))
})

test('a message is delivered when its transaction commits, and not when it rolls back', async () => {
  await using database = await createTestDatabase()
  const queue = createQueue(database.db)
  const delivered = collector<'dataset.ingest'>()
  await using _consumer = await consume(database, { 'dataset.ingest': delivered.handler })
  const rolledBack = newId()
  const committed = newId()

  await database.db
    .transaction()
    .execute(async (trx) => {
      await queue.enqueue(trx, 'dataset.ingest', { dataset_id: rolledBack })
      throw new Error('changed my mind')
    })
    .catch(() => {})
  await send(database, 'dataset.ingest', { dataset_id: committed })

  expect(await delivered.first).toEqual({ dataset_id: committed })
  expect(await countMessages(database)).toBe(1)
})

test('a payload that the catalogue does not declare is not sent', async () => {
  await using database = await createTestDatabase()
  const send = database.db
    .transaction()
    .execute((trx) => createQueue(database.db).enqueue(trx, 'dataset.ingest', { dataset_id: 'first' }))
  await expect(send).rejects.toThrow('dataset_id')
  expect(await countMessages(database)).toBe(0)
})

test('a message whose handler failed for an unknown reason is handled again', async () => {
  await using database = await createTestDatabase()
  await retryAtOnce(database, { retry_limit: 3 })
  const attempts: number[] = []
  const succeeded = Promise.withResolvers<void>()
  await using _consumer = await consume(database, {
    'blob.delete': async (_payload, { attempt }) => {
      attempts.push(attempt)
      if (attempt < 3) throw new Error('the disk hiccuped')
      succeeded.resolve()
    },
  })

  await send(database, 'blob.delete', { object_keys: ['a'] })
  await succeeded.promise

  expect(attempts).toEqual([1, 2, 3])
  expect(await createQueue(database.db).dead_letters.list()).toEqual([])
})

test('a failure is logged with the ids that its message carries', async () => {
  await using database = await createTestDatabase()
  const dataset_id = newId()
  const logged = Promise.withResolvers<object>()
  const handlers = handlersWith({
    'dataset.ingest': async () => {
      throw new DomainError('TABLE_INTERRUPTED', {})
    },
  })
  const log = { ...silent, error: (facts: object) => logged.resolve(facts) }
  await using _consumer = await startConsumer({ url: database.url, handlers, log })
  await send(database, 'dataset.ingest', { dataset_id })
  expect(await logged.promise).toMatchObject({ name: 'dataset.ingest', dataset_id, attempt: 1 })
})

test('a message that fails in every attempt becomes a dead letter, which can be sent again', async () => {
  await using database = await createTestDatabase()
  await retryAtOnce(database, { retry_limit: 1 })
  const { dead_letters } = createQueue(database.db)
  const healed = collector<'blob.delete'>()
  let broken = true
  await using _consumer = await consume(database, {
    'blob.delete': async (payload) => {
      if (broken) throw new Error('no such bucket')
      await healed.handler(payload)
    },
  })

  await send(database, 'blob.delete', { object_keys: ['a'] })
  const [letter] = await vi.waitUntil(async () => ifAny(await dead_letters.list()))
  expect(letter).toMatchObject({
    name: 'blob.delete',
    payload: { object_keys: ['a'] },
    attempts: 2,
    reason: 'no such bucket',
  })

  broken = false
  expect(await dead_letters.redrive(letter?.id ?? '')).toBe(true)
  expect(await healed.first).toEqual({ object_keys: ['a'] })
  expect(await dead_letters.list()).toEqual([])
  expect(await dead_letters.redrive(newId())).toBe(false)
})

test('an error that says it is not retryable makes a dead letter at once', async () => {
  await using database = await createTestDatabase()
  const dataset_id = newId()
  let attempts = 0
  await using _consumer = await consume(database, {
    'dataset.ingest': async () => {
      attempts++
      throw new DomainError('DATASET_NOT_FOUND', { dataset_id })
    },
  })

  await send(database, 'dataset.ingest', { dataset_id })
  const letters = await vi.waitUntil(async () => ifAny(await createQueue(database.db).dead_letters.list()))

  expect(letters).toMatchObject([{ name: 'dataset.ingest', payload: { dataset_id }, attempts: 1 }])
  expect(attempts).toBe(1)
})

test('a payload of another shape than the catalogue now declares makes a dead letter, unhandled', async () => {
  await using database = await createTestDatabase()
  let attempts = 0
  await send(database, 'blob.delete', { object_keys: ['a'] })
  await sql`update pgboss.job set data = '{"key":"a"}'`.execute(database.db)
  await using _consumer = await consume(database, {
    'blob.delete': async () => {
      attempts++
    },
  })

  const letters = await vi.waitUntil(async () => ifAny(await createQueue(database.db).dead_letters.list()))

  expect(letters).toMatchObject([{ payload: { key: 'a' } }])
  expect(attempts).toBe(0)
})

test('a backlog is worked off without waiting between messages', async () => {
  await using database = await createTestDatabase()
  const delivered = new Set<string>()
  const all = Promise.withResolvers<void>()
  const keys = Array.from({ length: 200 }, (_, index) => `object-${index}`)
  const queue = createQueue(database.db)
  await database.db.transaction().execute((trx) =>
    queue.enqueueAll(
      trx,
      'blob.delete',
      keys.map((key) => ({ object_keys: [key] })),
    ),
  )

  const consumer = await consume(database, {
    'blob.delete': async ({ object_keys }) => {
      for (const key of object_keys) delivered.add(key)
      if (delivered.size === keys.length) all.resolve()
    },
  })
  await all.promise
  await consumer.stop()

  expect(delivered).toEqual(new Set(keys))
})

test('a slow message holds up no other', async () => {
  await using database = await createTestDatabase()
  const slow = Promise.withResolvers<void>()
  const quick = collector<'dataset.ingest'>()
  const slowId = newId()
  const quickId = newId()
  await using _consumer = await consume(database, {
    'dataset.ingest': async (payload) => {
      if (payload.dataset_id === slowId) return slow.promise
      await quick.handler(payload)
    },
  })

  await send(database, 'dataset.ingest', { dataset_id: slowId })
  await send(database, 'dataset.ingest', { dataset_id: quickId })

  expect(await quick.first).toEqual({ dataset_id: quickId })
  slow.resolve()
})

test('stop waits for the message being handled and takes no other', async () => {
  await using database = await createTestDatabase()
  const { release, taken, handler } = held()
  const consumer = await consume(database, { 'sweep.expired': handler })
  await send(database, 'sweep.expired', {})
  await taken

  const stopping = consumer.stop()
  await send(database, 'blob.delete', { object_keys: ['late'] })
  release()
  await stopping

  expect(await statesOf(database)).toEqual({ 'sweep.expired': 'completed', 'blob.delete': 'created' })
})

test('a message that outlasts the stop is told so and handed back', async () => {
  await using database = await createTestDatabase()
  const { taken, handler } = held()
  const consumer = await consume(database, { 'blob.delete': handler })
  await send(database, 'blob.delete', { object_keys: ['a'] })
  const { signal } = await taken

  await consumer.stop({ timeout_ms: 1 })

  expect(signal.aborted).toBe(true)
  expect(await statesOf(database)).toEqual({ 'blob.delete': 'retry' })
})

test('a consumer does not start without a handler for every message, nor with a handler for none', async () => {
  await using database = await createTestDatabase()
  const { 'blob.delete': _left, ...incomplete } = handlersWith({})
  const start = (handlers: object) => startConsumer({ url: database.url, handlers: handlers as Handlers, log: silent })

  await expect(start(incomplete)).rejects.toThrow('No handler for the message blob.delete')
  await expect(start({ ...handlersWith({}), 'blob.paint': async () => {} })).rejects.toThrow(
    'No message for the handler blob.paint',
  )
})

test('a consumer does not migrate: it refuses a database without the queue', async () => {
  await using database = await createTestDatabase()
  await sql`drop schema pgboss cascade`.execute(database.db)
  await expect(consume(database, {})).rejects.toThrow('not installed')
})

test('migrating again keeps what waits, and leaves one queue and schedule for each declared one', async () => {
  await using database = await createTestDatabase()
  await send(database, 'blob.delete', { object_keys: ['a'] })

  await Promise.all([migrateQueue({ url: database.url }), migrateQueue({ url: database.url })])

  expect(await statesOf(database)).toEqual({ 'blob.delete': 'created' })
  const queues = await sql<{ name: string }>`select name from pgboss.queue order by name`.execute(database.db)
  const ours = queues.rows.map(({ name }) => name).filter((name) => !name.startsWith('__'))
  expect(ours).toEqual(['dead_letters', ...messageNames].sort())
  const schedules = await sql<{ name: string }>`select name from pgboss.schedule order by name`.execute(database.db)
  expect(schedules.rows.map(({ name }) => name)).toEqual(['sweep.expired', 'sweep.objects'])
})

test('a scheduled message that waits already is not queued a second time', async () => {
  await using database = await createTestDatabase()
  await send(database, 'sweep.objects', {})
  await send(database, 'sweep.objects', {})
  expect(await countMessages(database)).toBe(1)
})

function consume(database: TestDatabase, given: Partial<Handlers>) {
  return startConsumer({ url: database.url, handlers: handlersWith(given), log: silent })
}

function send<Name extends MessageName>({ db }: TestDatabase, name: Name, payload: MessagePayload<Name>) {
  return db.transaction().execute((trx) => createQueue(db).enqueue(trx, name, payload))
}

function collector<Name extends MessageName>() {
  const first = Promise.withResolvers<MessagePayload<Name>>()
  return { first: first.promise, handler: async (payload: MessagePayload<Name>) => first.resolve(payload) }
}

/** A handler that says when it has taken a message, and waits to be released. */
function held() {
  const taken = Promise.withResolvers<{ signal: AbortSignal }>()
  const released = Promise.withResolvers<void>()
  const handler = (_payload: object, context: { signal: AbortSignal }) => {
    taken.resolve(context)
    return released.promise
  }
  return { taken: taken.promise, release: released.resolve, handler }
}

function ifAny<Item>(items: Item[]): Item[] | undefined {
  return items.length > 0 ? items : undefined
}

async function retryAtOnce({ db }: TestDatabase, { retry_limit }: { retry_limit: number }): Promise<void> {
  await sql`update pgboss.queue set retry_delay = 0, retry_backoff = false, retry_limit = ${retry_limit}`.execute(db)
}

async function countMessages({ db }: TestDatabase): Promise<number> {
  const { rows } = await sql`select from pgboss.job`.execute(db)
  return rows.length
}

async function statesOf({ db }: TestDatabase): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string; state: string }>`select name, state from pgboss.job`.execute(db)
  return Object.fromEntries(rows.map(({ name, state }) => [name, state]))
}
