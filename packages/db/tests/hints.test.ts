import { expect, test } from 'vitest'
import { createHints, Listener, newId, openDatabase, parseHint } from '../src/index.ts'
import { createTestDatabase } from '../src/testing/index.ts'

const last = ['last']

test('hints given together are sent as one per channel, each id once', async () => {
  await using database = await createTestDatabase()
  await using heard = await hear(database.url)
  await using hints = createHints(database.db)

  for (let round = 0; round < 1_000; round++) {
    hints.hint('runs', ['a', 'b'])
    hints.hint('jobs', [`job ${round % 3}`])
  }
  hints.hint('end', last)

  expect(await heard.all()).toEqual([
    ['runs', ['a', 'b']],
    ['jobs', ['job 0', 'job 1', 'job 2']],
  ])
})

test('a channel is notified at most once in each interval', async () => {
  await using database = await createTestDatabase()
  await using heard = await hear(database.url)
  const interval_ms = 20
  await using hints = createHints(database.db, { interval_ms })

  const started = performance.now()
  while (performance.now() < started + 5 * interval_ms) {
    hints.hint('runs', [newId()])
    await new Promise(setImmediate)
  }
  const intervals = Math.ceil((performance.now() - started) / interval_ms) + 1
  hints.hint('end', last)

  const sent = (await heard.all()).length
  expect(sent).toBeGreaterThan(1)
  expect(sent).toBeLessThanOrEqual(intervals)
})

test('without ids, or with too many for one notification, it says: look at everything', async () => {
  await using database = await createTestDatabase()
  await using heard = await hear(database.url)
  await using hints = createHints(database.db)

  hints.hint('runs', ['a'])
  hints.hint('runs')
  hints.hint('jobs', Array.from({ length: 300 }, newId))
  hints.hint('end', last)

  expect(await heard.all()).toEqual([
    ['runs', undefined],
    ['jobs', undefined],
  ])
})

test('what waits is sent before it is disposed of', async () => {
  await using database = await createTestDatabase()
  await using heard = await hear(database.url)
  {
    await using hints = createHints(database.db, { interval_ms: 60_000 })
    hints.hint('runs', ['first'])
    await new Promise(setImmediate)
    hints.hint('end', last)
  }
  expect(await heard.all()).toEqual([['runs', ['first']]])
})

test('a hint that cannot be sent is reported, and is no error of who gave it', async () => {
  const reported: string[] = []
  const log = { info() {}, error() {}, warn: (_facts: object, message: string) => void reported.push(message) }
  await using db = openDatabase<unknown>({ url: 'postgres://nobody@127.0.0.1:1/nothing' })
  {
    await using hints = createHints(db, { log })
    hints.hint('runs')
  }
  expect(reported).toEqual(['could not send a hint'])
})

interface Heard extends AsyncDisposable {
  /** What was heard before the last hint. */
  all(): Promise<[channel: string, ids: string[] | undefined][]>
}

async function hear(url: string): Promise<Heard> {
  const listener = await Listener.open({ url, channels: ['runs', 'jobs', 'end'] })
  const heard: [string, string[] | undefined][] = []
  const end = Promise.withResolvers<void>()
  listener.on('notification', (channel, payload) => {
    if (channel === 'end') end.resolve()
    else heard.push([channel, parseHint(payload)])
  })
  return {
    async all() {
      await end.promise
      return heard
    },
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  }
}
