import { expect, test } from 'vitest'
import { startScriptedServer } from '../testing/scripted-server.ts'

test('a column called __proto__ stands in its row like every other', async () => {
  const page = '{"result":{"data":{"items":[{"example":0,"__proto__":"a","constructor":"b"}],"next_after":null}}}'
  await using server = await startScriptedServer({
    'GET /trpc/datasets.rows': [
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(page),
    ],
  })
  const [row = {}] = (await server.client().datasets.rows('set')).items
  expect(Object.entries(row)).toEqual([
    ['example', 0],
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ])
})
