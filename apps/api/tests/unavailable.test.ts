import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, migrate, openDatabase, startEmbeddedPostgres } from '@assay/db'
import { expect, it } from 'vitest'
import { startApi } from './test-api.ts'

/** An address that stays the same whichever Postgres is behind it. */
async function openAddress(first: string) {
  let socket = socketOf(first)
  const server = createServer((client) => {
    const upstream = connect(socket)
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
    client.pipe(upstream).pipe(client)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = new URL(first)
  const address = server.address()
  url.search = ''
  url.hostname = '127.0.0.1'
  url.port = String(typeof address === 'object' ? address?.port : '')
  return {
    url: url.href,
    lead: (to: string) => {
      socket = socketOf(to)
    },
    [Symbol.asyncDispose]: async () => {
      server.close()
    },
  }
}

function socketOf(database_url: string): string {
  const url = new URL(database_url)
  return join(url.searchParams.get('host') ?? '', `.s.PGSQL.${url.port}`)
}

it('says that it is unavailable, and when to come back, while Postgres is gone, and is back with it', async () => {
  await using stack = new AsyncDisposableStack()
  const data_dir = await mkdtemp(join(tmpdir(), 'assay-api-db-'))
  stack.defer(() => rm(data_dir, { recursive: true, force: true }))
  const first = stack.use(await startEmbeddedPostgres({ data_dir, settings: { fsync: 'off' } }))
  await using db = openDatabase<Database>({ url: first.url })
  await migrate(db)
  const address = stack.use(await openAddress(first.url))
  const api = stack.use(await startApi({ database_url: address.url }))
  const { headers } = api.user
  const me = () => api.app.inject({ url: '/api/v1/me', headers })
  expect((await me()).statusCode).toBe(200)

  await first.stop()
  const rest = await me()
  expect(rest.statusCode).toBe(503)
  expect(Number(rest.headers['retry-after'])).toBeGreaterThan(0)
  expect(rest.json()).toMatchObject({ code: 'UNAVAILABLE', retryable: true })
  const rpc = await api.app.inject({ url: '/trpc/session.whoami', headers })
  expect(rpc.statusCode).toBe(503)
  expect(rpc.headers['retry-after']).toBe(rest.headers['retry-after'])
  expect(rpc.json().error.data.error).toMatchObject({ code: 'UNAVAILABLE', retryable: true })
  const notReady = await api.app.inject({ url: '/readyz' })
  expect(notReady.statusCode).toBe(503)
  expect(notReady.json()).toMatchObject({ database: 'unreachable', storage: 'ok', queue: 'unreachable' })
  expect((await api.app.inject({ url: '/healthz' })).statusCode).toBe(200)
  expect((await api.app.inject({ url: '/metrics' })).body).toMatch(/^assay_database_up 0$/m)

  address.lead(stack.use(await startEmbeddedPostgres({ data_dir, settings: { fsync: 'off' } })).url)
  await expect.poll(async () => (await me()).statusCode, { timeout: 10_000 }).toBe(200)
})
