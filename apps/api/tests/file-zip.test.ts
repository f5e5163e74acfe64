import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { insertFolders } from '@assay/db'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { startApi, type TestApi } from './test-api.ts'
import { putFile, shareFile } from './test-file.ts'

const run = promisify(execFile)
const stack = new AsyncDisposableStack()
let api: TestApi
let folder: string

beforeAll(async () => {
  api = stack.use(await startApi())
  folder = await mkdtemp(join(tmpdir(), 'assay-zip-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const { user_id } = api.user.actor
  for (const [path, bytes] of Object.entries(files)) await putFile(api, user_id, { path, bytes })
  await insertFolders(api.core.db, { owner_id: user_id, paths: ['output/run-7/empty'], written_by: user_id })
})
afterAll(() => stack.disposeAsync())

const files = {
  'output/run-7/a.tif': 'a',
  'output/run-7/deep/er/ö.txt': 'ö',
  'output/run-7.txt': 'beside',
  'output/run-70/b': 'another folder',
  'data/run-7/c': 'c',
  'data/A.TIF': 'A',
}

function ask(paths: readonly string[], { owner = '', user = api.user } = {}): Promise<Response> {
  const query = new URLSearchParams(owner && { owner })
  for (const path of paths) query.append('path', path)
  return fetch(`${api.url}/api/v1/files/zip?${query}`, { headers: user.headers })
}

const listed = z.record(z.string(), z.string())
const program = `
import sys, json, zipfile
with zipfile.ZipFile(sys.argv[1]) as zip:
    assert zip.testzip() is None
    say = lambda bytes: bytes.decode() if len(bytes) < 100 else f'{len(bytes)} bytes'
    print(json.dumps({i.filename: say(zip.read(i)) for i in zip.infolist()}))
`

async function unpack(answer: Response): Promise<Record<string, string>> {
  const path = join(folder, 'saved.zip')
  await writeFile(path, Buffer.from(await answer.arrayBuffer()))
  return listed.parse(JSON.parse((await run('python3', ['-c', program, path])).stdout))
}

describe('a zip', () => {
  it('has a folder under its own name, with all that is in it, empty folders too', async () => {
    const answer = await ask(['output/run-7/'])
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="run-7.zip"; filename*=UTF-8''run-7.zip`,
    })
    expect(await unpack(answer)).toEqual({
      'run-7/': '',
      'run-7/a.tif': 'a',
      'run-7/deep/': '',
      'run-7/deep/er/': '',
      'run-7/deep/er/ö.txt': 'ö',
      'run-7/empty/': '',
    })
  })

  it('has several, none in the place of another', async () => {
    const answer = await ask(['output/run-7/a.tif', 'data/A.TIF', 'data/run-7', 'output/run-70', 'data/A.TIF'])
    expect(answer.headers.get('content-disposition')).toContain('filename="files.zip"')
    expect(await unpack(answer)).toEqual({
      'a.tif': 'a',
      'A (2).TIF': 'A',
      'run-7/': '',
      'run-7/c': 'c',
      'run-70/': '',
      'run-70/b': 'another folder',
    })
  })

  it('can be of a root, which is there though nothing is in it', async () => {
    expect(await unpack(await ask(['temp']))).toEqual({ 'temp/': '' })
  })

  it('has more than a page of a folder holds', async () => {
    const { user_id } = api.user.actor
    const names = Array.from({ length: 450 }, (_, index) => `temp/many/${index}`)
    for (const path of names) await putFile(api, user_id, { path, bytes: path })
    const unpacked = await unpack(await ask(['temp/many']))
    expect(Object.keys(unpacked)).toHaveLength(451)
    expect(unpacked['many/449']).toBe('temp/many/449')
  })

  it('is there for who a folder is shared with, as far as it is shared', async () => {
    const friend = await api.addUser()
    const { email, user_id } = api.user.actor
    const { id } = await api.core.db
      .selectFrom('files')
      .select('id')
      .where('owner_id', '=', user_id)
      .where('path', '=', 'data/run-7')
      .executeTakeFirstOrThrow()
    await shareFile(api, id, { owner_id: user_id, with_user_id: friend.actor.user_id })
    expect(await unpack(await ask(['data/run-7'], { owner: email, user: friend }))).toEqual({
      'run-7/': '',
      'run-7/c': 'c',
    })
    expect((await ask(['data'], { owner: email, user: friend })).status).toBe(404)
    expect((await ask(['data/run-7', 'output/run-7'], { owner: email, user: friend })).status).toBe(404)
  })
})

test.each([
  [['output/none'], 404, 'FILE_NOT_FOUND'],
  [['output/run-7', 'output/none'], 404, 'FILE_NOT_FOUND'],
  [['output/../data'], 400, 'INPUT_INVALID'],
  [[], 400, 'INPUT_INVALID'],
])('%o is refused with %i %s', async (paths, status, code) => {
  const answer = await ask(paths)
  expect(answer.status).toBe(status)
  expect(await answer.json()).toMatchObject({ code })
})

it('refuses a folder with more than its names have room for', async () => {
  const { user_id: owner_id } = api.user.actor
  const names = Array.from({ length: 100_000 }, (_, index) => `log/${index}`)
  for (let at = 0; at < names.length; at += 5_000) {
    await insertFolders(api.core.db, { owner_id, paths: names.slice(at, at + 5_000), written_by: owner_id })
  }
  const answer = await ask(['log'])
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ message: expect.stringContaining('100000 files and folders') })
})

describe('of a file whose object is not as it was stored', () => {
  it('breaks off in the middle', async () => {
    const { user_id } = api.user.actor
    await putFile(api, user_id, { path: 'artifact/two/a', bytes: 'good'.repeat(100_000) })
    const bytes = Buffer.alloc(300_000, 'x')
    const { object_key } = await putFile(api, user_id, { path: 'artifact/two/b', bytes })
    await writeFile(api.core.storage.localPath(object_key) ?? '', bytes.fill('y', 299_999))
    const answer = await ask(['artifact/two'])
    expect(answer.headers.get('content-type')).toBe('application/zip')
    await expect(answer.arrayBuffer()).rejects.toThrow('terminated')
  })

  it('says so where nothing was sent yet', async () => {
    const { object_key } = await putFile(api, api.user.actor.user_id, { path: 'artifact/alone', bytes: 'as it was' })
    await writeFile(api.core.storage.localPath(object_key) ?? '', 'as it is!')
    const answer = await ask(['artifact/alone'])
    expect([answer.status, answer.headers.get('content-disposition')]).toEqual([500, null])
    expect(await answer.json()).toMatchObject({
      code: 'OBJECT_DAMAGED',
      data: { of: 'The file "artifact/alone"', damage: 'altered' },
    })
  })
})

it('has what it began with when that goes away, and not what went before its page', async () => {
  const { user_id } = api.user.actor
  const bytes = 'x'.repeat(300_000)
  const paths = Array.from({ length: 260 }, (_, index) => `config/${String(index).padStart(3, '0')}`)
  for (const path of paths) await putFile(api, user_id, { path, bytes })
  const answer = await ask(['config'])
  // the rest of the first page is not sent before somebody reads it
  await api.core.db.deleteFrom('files').where('owner_id', '=', user_id).where('path', 'like', 'config/%').execute()
  const unpacked = await unpack(answer)
  expect(Object.keys(unpacked)).toHaveLength(201)
  expect(unpacked['config/199']).toBe('300000 bytes')
})
