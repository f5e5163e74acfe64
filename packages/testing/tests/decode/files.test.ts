import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Platform, startPlatform, type TestUser } from '../../src/index.ts'
import { type Client, clientOf, statusOf } from './client.ts'

let platform: Platform
let stranger: TestUser
let client: Client

const five = ['artifact/', 'config/', 'data/', 'log/', 'output/']

beforeAll(async () => {
  platform = await startPlatform({ worker: false })
  stranger = await platform.addUser()
  client = clientOf(platform, platform.user)
})

afterAll(async () => platform[Symbol.asyncDispose]())

function fileOf(name: string, content = 'hello'): File {
  return new File([content], name)
}

async function pathsAt(path: string): Promise<unknown[]> {
  const { json } = await client.ask('GET', path)
  return Array.isArray(json) ? json.map((one: { path: unknown }) => one.path) : []
}

it('greets anybody, and asks anybody else to sign in', async () => {
  const nobody = clientOf(platform)
  expect(await nobody.ask('GET', '/')).toMatchObject({
    status: 200,
    json: 'Welcome to the DECODE OpenCloud User-facing API',
  })
  const refused = { status: 401, json: { detail: 'Not authenticated' } }
  expect(await nobody.ask('GET', '/files/')).toMatchObject(refused)
  expect(await nobody.ask('GET', '/files/data/x/download?signature=made-up')).toMatchObject({ status: 403 })
  const worker = await platform.addUser({ groups: ['workers'] })
  expect(await clientOf(platform, worker).ask('GET', '/files/')).toMatchObject({
    status: 403,
    json: { detail: "Not a member of the 'users' group" },
  })
})

it('shows the predefined folders at the top, whatever the slashes', async () => {
  const moved = await client.ask('GET', '/files?show_dirs=True')
  expect([moved.status, moved.headers.get('location')]).toEqual([307, '/decode/user/files/?show_dirs=True'])
  expect(await pathsAt('/files/')).toEqual(five)
  expect(await pathsAt('/files//')).toEqual(five)
  expect(await pathsAt('/files/?show_dirs=False')).toEqual([])
})

it('takes a file in both ways, and lists it with its size as people read it', async () => {
  const sent = await client.send('/files/data/one//upload', fileOf('a b#1.txt', 'x'.repeat(1250)))
  expect([sent.status, sent.json]).toEqual([201, { path: 'data/one/a b#1.txt', type: 'file', size: '1.2 kB' }])
  const granted = await client.ask('POST', '/files/config/c1//url')
  expect([granted.status, granted.json]).toMatchObject([201, { method: 'post', headers: {}, data: {} }])
  const replayed = await client.replay(granted.json, fileOf('ü%41.yaml'))
  expect([replayed.status, replayed.json]).toEqual([
    201,
    { path: 'config/c1/ü%41.yaml', type: 'file', size: '5 Bytes' },
  ])
  expect((await client.replay(granted.json, fileOf('second.yaml'))).status).toBe(201)
  expect((await client.send('/files/data//upload', fileOf('top.txt'))).json).toMatchObject({ path: 'data/top.txt' })
  const top = await client.ask('POST', '/files/data//url')
  expect((await client.replay(top.json, fileOf('top.txt', 'again'))).json).toMatchObject({ path: 'data/top.txt' })
  expect(await pathsAt('/files/?recursive=True')).toEqual([
    ...['artifact/', 'config/', 'config/c1/', 'config/c1/second.yaml', 'config/c1/ü%41.yaml'],
    ...['data/', 'data/one/', 'data/one/a b#1.txt', 'data/top.txt', 'log/', 'output/'],
  ])
  expect(await pathsAt('/files/data?show_dirs=false')).toEqual(['data/top.txt'])
})

it('gives a file back, straight and by what it grants, which is good for that alone', async () => {
  await client.send('/files/data/two/upload', fileOf('%41#?ü.txt', 'the bytes'))
  const path = `/files/data/two/${encodeURIComponent('%41#?ü.txt')}`
  const straight = await client.ask('GET', `${path}/download`)
  expect([straight.status, straight.text]).toEqual([200, 'the bytes'])
  expect(straight.headers.get('content-type')).toMatch(/^text\/plain/)
  const granted = await client.ask('GET', `${path}/url`)
  expect([granted.status, granted.json]).toMatchObject([200, { method: 'get', headers: {}, data: {} }])
  expect((await clientOf(platform).replay(granted.json)).text).toBe('the bytes')
  const signature = /\?.*/.exec(JSON.stringify(granted.json))?.[0].split('"')[0] ?? ''
  expect(signature).toMatch(/^\?signature=/)
  for (const other of ['/files/', '/files/data/top.txt/download']) {
    expect((await clientOf(platform).ask('GET', other + signature)).status).toBe(403)
  }
  expect((await clientOf(platform).send(`/files/data/two/upload${signature}`, fileOf('y'))).status).toBe(403)
})

it('gives a folder as a zip of what is in it', async () => {
  await client.send('/files/artifact/model/upload', fileOf('weights.pt'))
  await client.ask('POST', '/files/artifact/model/empty/')
  const { status, headers, text } = await client.ask('GET', '/files/artifact/model/download')
  expect([status, headers.get('content-type')]).toEqual([200, 'application/zip'])
  expect(headers.get('content-disposition')).toMatch(/model\.zip/)
  expect(text).toContain('weights.pt')
  expect(text).not.toMatch(/model\/|empty/)
})

it('makes, moves and deletes as the original does', async () => {
  const made = await client.ask('POST', '/files/data/three/')
  expect([made.status, made.text]).toEqual([201, 'null'])
  expect((await client.ask('PUT', '/files/data/three', { path: 'data/four/' })).json).toEqual({
    ...{ path: 'data/four/', type: 'directory', size: '' },
  })
  await client.send('/files/data/four/upload', fileOf('a.txt'))
  const full = await client.ask('PUT', '/files/data/four', { path: 'data/five' })
  expect([full.status, full.json]).toEqual([405, { detail: 'Cannot rename a non-empty directory' }])
  const fixed = await client.ask('PUT', '/files/log/', { path: 'data/log' })
  expect([fixed.status, fixed.json]).toEqual([405, { detail: 'Cannot rename a predefined directory' }])
  expect((await client.ask('PUT', '/files/data/none', { path: 'data/some' })).status).toBe(404)
  const moved = await client.ask('PUT', '/files/data/four/a.txt', { path: 'output/a.txt' })
  expect([moved.status, moved.json]).toEqual([200, { path: 'output/a.txt', type: 'file', size: '5 Bytes' }])
  for (const _ of [1, 2]) expect((await client.ask('DELETE', '/files/output/a.txt')).status).toBe(204)
  expect((await client.ask('DELETE', '/files/data/')).status).toBe(204)
  expect(await pathsAt('/files/data')).toEqual([])
  expect((await client.ask('DELETE', '/files/')).status).toBe(204)
  expect(await pathsAt('/files/?recursive=true')).toEqual(five)
})

it.each([
  ['GET', '/files/data/missing', 404],
  ['GET', '/files/data/missing/download', 404],
  ['GET', '/files/data/missing/url', 404],
  ['GET', '/files/temp', 404],
  ['POST', '/files/foo', 405],
  ['POST', '/files/data/upload', 405],
  ['POST', '/files/data/folder', 405],
  ['POST', '/files/output/x/upload', 422],
  ['POST', '/files/log/x/url', 422],
  ['POST', '/files/temp/x/', 422],
  ['POST', '/files/data/x/upload', 422],
])('refuses %s %s with %s', async (method, path, status) => {
  expect((await client.ask(method, path)).status).toBe(status)
})

it('lets nobody out of their own folders, however it is written', async () => {
  await client.send('/files/data/mine/upload', fileOf('secret.txt'))
  for (const up of ['..', '%2e%2e', '%252e%252e', '..%2f..']) {
    for (const path of [`/files/${up}/data/mine/secret.txt`, `/files/data/${up}/${up}/etc/passwd`]) {
      for (const [method, rest] of [
        ['GET', ''],
        ['GET', '/download'],
        ['GET', '/url'],
        ['PUT', ''],
      ] as const) {
        expect([path, await statusOf(platform, stranger, method, path + rest)]).toEqual([path, 404])
      }
      expect(await statusOf(platform, stranger, 'DELETE', path)).toBe(204)
    }
    expect(await statusOf(platform, stranger, 'POST', `/files/data/${up}/x/url`)).toBe(422)
  }
  const other = clientOf(platform, stranger)
  expect((await other.ask('GET', '/files/data/mine/secret.txt/download')).status).toBe(404)
  await other.send('/files/data//upload', fileOf('a.txt'))
  expect((await other.ask('PUT', '/files/data/a.txt', { path: '../x/data/a.txt' })).status).toBe(422)
  expect((await client.ask('GET', '/files/data/mine/secret.txt/download')).text).toBe('hello')
})
