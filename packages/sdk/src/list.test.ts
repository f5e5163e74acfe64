import { expect, test } from 'vitest'
import { collect } from './testing/collect.ts'
import { result, startScriptedServer } from './testing/scripted-server.ts'

const pages = {
  'GET /trpc/runs.list': [
    result({ items: [{ id: 'c' }, { id: 'b' }], next_cursor: 'after b' }),
    result({ items: [{ id: 'a' }], next_cursor: null }),
  ],
  'GET /trpc/datasets.rows': [
    result({ items: [{ example: 0 }], next_after: 0 }),
    result({ items: [{ example: 1 }], next_after: null }),
  ],
}

test('a list is awaited for one page', async () => {
  await using server = await startScriptedServer(pages)
  const page = await server.client().runs.list({ limit: 2, state: 'failed' })
  expect(page.items.map(({ id }) => id)).toEqual(['c', 'b'])
  expect(page.next_cursor).toBe('after b')
  expect(server.received.map(({ input }) => input)).toEqual([{ limit: 2, state: 'failed' }])
})

test('for await goes over all items of all pages', async () => {
  await using server = await startScriptedServer(pages)
  const runs = await collect(server.client().runs.list({ limit: 2 }))
  expect(runs.map(({ id }) => id)).toEqual(['c', 'b', 'a'])
  expect(server.received.map(({ input }) => input)).toEqual([{ limit: 2 }, { limit: 2, cursor: 'after b' }])
})

test('leaving the loop reads no further page', async () => {
  await using server = await startScriptedServer(pages)
  for await (const { id } of server.client().runs.list()) if (id === 'b') break
  expect(server.received).toHaveLength(1)
})

test('nothing is read until somebody asks', async () => {
  await using server = await startScriptedServer(pages)
  server.client().runs.list()
  await server.client().runs.list()
  expect(server.received).toHaveLength(1)
})

test('rows are paged by the number of the example', async () => {
  await using server = await startScriptedServer(pages)
  const rows = await collect(server.client().datasets.rows('set', { columns: ['a'] }))
  expect(rows).toEqual([{ example: 0 }, { example: 1 }])
  expect(server.received.map(({ input }) => input)).toEqual([
    { columns: ['a'], dataset_id: 'set' },
    { columns: ['a'], dataset_id: 'set', after: 0 },
  ])
})

test('an error of a list can be caught like that of any call', async () => {
  await using server = await startScriptedServer({})
  await expect(server.client().runs.list()).rejects.toMatchObject({ code: 'HTTP_501' })
})

test('toArray reads all pages, or as many items as are asked for', async () => {
  await using server = await startScriptedServer(pages)
  const runs = await server.client().runs.list({ limit: 2 }).toArray()
  expect(runs.map(({ id }) => id)).toEqual(['c', 'b', 'a'])
  await using again = await startScriptedServer(pages)
  expect((await again.client().runs.list({ limit: 2 }).toArray({ limit: 2 })).map(({ id }) => id)).toEqual(['c', 'b'])
  expect(again.received).toHaveLength(1)
  expect(await again.client().runs.list().toArray({ limit: 0 })).toEqual([])
})

test('a list tells what came with its first page', async () => {
  await using server = await startScriptedServer({
    'GET /trpc/runs.list': [
      (response, received) => {
        response.setHeader('x-request-id', 'req_7')
        result({ items: [{ id: 'a' }], next_cursor: null })(response, received)
      },
    ],
  })
  const { data, request_id } = await server.client().runs.list().withResponse()
  expect([data.items, request_id]).toEqual([[{ id: 'a' }], 'req_7'])
})
