import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { type Platform, startPlatform, type TestUser } from '../../../packages/testing/src/index.ts'

let platform: Platform
let admin: TestUser
beforeAll(async () => {
  platform = await startPlatform({ worker: false })
  admin = await platform.addUser({ groups: ['users', 'admin'] })
  await admin.client.applications.apply({
    entries: [
      {
        ...{ application: 'maps', version: '1', entrypoint: 'segment', command: ['sh', 'segment.sh'] },
        files: ['segment.sh'],
        parameters: { map: { type: 'string', max_length: 20 }, threshold: { type: 'number', default: 0.5, max: 1 } },
      },
      {
        ...{ application: 'maps', version: '1', entrypoint: 'crop', command: ['true'], requires: ['segment'] },
        parameters: { map: { type: 'string', max_length: 10 }, sizes: { type: 'integer', list: true, optional: true } },
      },
    ],
    files: { 'segment.sh': new TextEncoder().encode('true\n') },
  })
})
afterAll(() => platform[Symbol.asyncDispose]())

const content = z.object({ 'application/json': z.object({ schema: z.record(z.string(), z.unknown()) }) })
const operation = z.object({ post: z.object({ requestBody: z.object({ content }) }) })
const shape = z.object({ paths: z.object({ '/runs': operation }) })

async function get(path: string, key = platform.user.key): Promise<Response> {
  return fetch(`${platform.url}/api/v1/applications${path}`, { headers: { authorization: `Bearer ${key}` } })
}

it('describes the run of an entrypoint with its parameters, those of what it requires among them', async () => {
  const document: unknown = await (await get('/maps/1/crop/openapi.json')).json()
  expect(document).toMatchObject({ openapi: '3.1.1', info: { title: 'maps/1/crop' } })
  const { schema } = shape.parse(document).paths['/runs'].post.requestBody.content['application/json']
  const isRun = new Ajv2020({ strict: false }).compile(schema)
  const run = { application: 'maps/1', entrypoints: ['crop'], parameters: { map: 'peach' } }
  expect(isRun(run)).toBe(true)
  const others = [
    { sizes: [1, 2], threshold: 0.2 },
    { map: 'longer than ten' },
    { mop: 'x' },
    { threshold: 2 },
    { sizes: 1 },
  ]
  expect(others.map((more) => isRun({ ...run, parameters: { ...run.parameters, ...more } }))).toEqual([
    ...[true, false, false, false, false],
  ])
  expect(isRun({ ...run, parameters: {} })).toBe(false)
  const absent = await get('/maps/1/corp/openapi.json')
  expect([absent.status, await absent.json()]).toMatchObject([404, { data: { nearest: ['maps/1/crop'] } }])
})

it('serves files of entrypoints, with what they are', async () => {
  const response = await get('/maps/1/segment/files/content?path=segment.sh')
  expect(await response.text()).toBe('true\n')
  expect(response.headers.get('repr-digest')).toMatch(/^sha-256=:/)
  expect((await get('/maps/1/crop/files/content?path=segment.sh')).status).toBe(404)
})

it('tells an entry that is refused by its path, also over REST', async () => {
  const entries = [{ application: 'a', version: '1', entrypoint: 'e', command: ['x'], timeout_second: 1 }]
  const answer = await fetch(`${platform.url}/api/v1/applications`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ entries }),
  })
  expect(await answer.json()).toMatchObject({
    code: 'INPUT_INVALID',
    data: { issues: [{ path: 'entries.0.timeout_second', message: expect.stringContaining('timeout_seconds') }] },
  })
})

it('is forgotten by nobody whose account ends: what an admin applied stays, with its files', async () => {
  const other = await platform.addUser({ groups: ['users', 'admin'] })
  await other.client.applications.apply({
    entries: [{ application: 'left', version: '1', entrypoint: 'e', command: ['x'], files: ['a'] }],
    files: { a: new Uint8Array(200_000) },
  })
  await platform.core.db.deleteFrom('uploads').where('owner_id', '=', other.actor.user_id).execute()
  const owned = platform.core.db.selectFrom('blobs').selectAll().where('owner_id', '=', other.actor.user_id)
  expect(await owned.execute()).toEqual([])
  await platform.core.db.deleteFrom('users').where('id', '=', other.actor.user_id).execute()
  const file = await platform.client.applications.downloadFile('left/1/e', 'a')
  expect((await file.bytes()).length).toBe(200_000)
})
