import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { type Platform, startPlatform } from '../src/index.ts'

let platform: Platform

beforeAll(async () => {
  platform = await startPlatform({ worker: false })
})
afterAll(() => platform[Symbol.asyncDispose]())

const refusal = z.object({
  code: z.string(),
  message: z.string(),
  data: z.looseObject({ issues: z.array(z.object({ path: z.string(), message: z.string() })).optional() }),
})
const overTrpc = z
  .object({ error: z.object({ data: z.object({ error: refusal }) }) })
  .transform(({ error }) => error.data.error)

async function send(path: string, init: { method?: string; body?: object } = {}): Promise<Response> {
  return fetch(`${platform.url}${path}`, {
    method: init.method ?? (init.body ? 'POST' : 'GET'),
    headers: {
      authorization: `Bearer ${platform.user.key}`,
      ...(init.body && { 'content-type': 'application/json' }),
    },
    ...(init.body && { body: JSON.stringify(init.body) }),
  })
}

/** Every way in which a path comes in, over REST and tRPC, in the address and in a body. */
const ways: Record<string, (path: string) => Promise<Response>> = {
  'GET /files/entry': (path) => send(`/api/v1/files/entry?path=${encodeURIComponent(path)}`),
  'GET /files': (path) => send(`/api/v1/files?path=${encodeURIComponent(path)}`),
  'DELETE /files': (path) => send(`/api/v1/files?path=${encodeURIComponent(path)}`, { method: 'DELETE' }),
  'POST /files/folders': (path) => send('/api/v1/files/folders', { body: { path } }),
  'POST /files/move': (path) => send('/api/v1/files/move', { body: { path: 'data/a', to: path } }),
  'POST /files/copy': (path) => send('/api/v1/files/copy', { body: { path, to: 'data/a' } }),
  'POST /shares': (path) => send('/api/v1/shares', { body: { file_id: path, with: { group: 'users' } } }),
  'files.get': (path) => send(`/trpc/files.get?${new URLSearchParams({ input: JSON.stringify({ path }) })}`),
  'files.create_folder': (path) => send('/trpc/files.create_folder', { body: { path } }),
}

async function refusalsOf(path: string) {
  return Promise.all(
    Object.entries(ways).map(async ([way, ask]) => {
      const response = await ask(path)
      const body: unknown = await response.json()
      const { code, data } = way.includes('.') ? overTrpc.parse(body) : refusal.parse(body)
      return { way, status: response.status, code, why: data.issues?.[0]?.message ?? '' }
    }),
  )
}

it.each([
  ['a relative path', 'data/../config/x', 'relative path'],
  ['an absolute path', '/etc/passwd', 'without a slash before it'],
  ['an encoded relative path', 'data/%2e%2e/x', 'relative path'],
  ['one that is encoded twice', 'data/%252e%252e%252fx', 'no slash'],
  ['an encoded slash', 'data/..%2f..%2fx', 'no slash'],
  ['a backslash', 'data\\..\\x', 'no slash'],
  ['NUL', 'data/a\0.txt', 'control characters'],
  ['an encoded NUL', 'data/a%00.txt', 'control character'],
  ['an end of a line', 'data/a\r\nb', 'control characters'],
  ['what turns the text around', 'data/a\u202egpj.exe', 'direction of text'],
  ['an isolate', 'data/a\u2067b', 'direction of text'],
  ['a device of Windows', 'data/NUL.txt', 'device of Windows'],
  ['a name that ends with a dot', 'data/a.', 'ends with a dot'],
  ['a name of 256 bytes', `data/${'a'.repeat(256)}`, 'at most 255 bytes'],
  ['a path of more than 1,024 bytes', `data${`/${'a'.repeat(250)}`.repeat(4)}/${'b'.repeat(30)}`, 'at most 1024 bytes'],
  ['a path of 65 names', `data${'/a'.repeat(64)}`, 'at most 64 names'],
  ['an empty name', 'data//a', 'no empty name'],
  ['another top folder', 'secrets/a', 'must begin with one of config, data'],
])('refuses %s, wherever it comes in', async (_what, path, why) => {
  for (const refused of await refusalsOf(path)) {
    expect(refused).toMatchObject({ status: 400, code: 'INPUT_INVALID', why: expect.stringContaining(why) })
  }
})

it('refuses half a character in a body, and traversal that an address carries as it is or encoded twice', async () => {
  const half = await send('/api/v1/files/folders', { body: { path: 'data/a\ud800' } })
  expect(half.status).toBe(400)
  for (const raw of ['data/../config', 'data/%2e%2e/config', 'data%2f%2e%2e%2fconfig', 'data/%252e%252e%252fconfig']) {
    const response = await send(`/api/v1/files/entry?path=${raw}`)
    expect([raw, refusal.parse(await response.json()).code]).toEqual([raw, 'INPUT_INVALID'])
  }
})

async function make(path: string): Promise<{ status: number; body: z.infer<typeof refusal> | undefined }> {
  const response = await send('/api/v1/files/folders', { body: { path } })
  const body: unknown = await response.json()
  return { status: response.status, body: response.ok ? undefined : refusal.parse(body) }
}

/** A row as the uploads make it. */
async function addFile(path: string): Promise<void> {
  const { core, user } = platform
  const owner_id = user.actor.user_id
  const id = randomUUID()
  await core.db
    .insertInto('blobs')
    .values({ id, owner_id, size_bytes: 1, object_key: `objects/${id}` })
    .execute()
  const row = { owner_id, folder: 'data', kind: 'file', blob_id: id, content_type: 'text/plain', written_by: owner_id }
  await core.db
    .insertInto('files')
    .values({ ...row, kind: 'file', id, path })
    .execute()
}

it('takes names of any script as they are, and tells no two apart by their normal form alone', async () => {
  for (const name of [
    '\u65e5\u672c\u8a9e',
    '\u{1f469}\u200d\u{1f52c}',
    '\u0627\u0644\u0639\u0631\u0628\u064a\u0629',
    'it\'s 100% & "so" #1?',
  ]) {
    expect(await make(`data/names/${name}`)).toMatchObject({ status: 201 })
    const found = await platform.client.trpc.files.get.query({ path: `data/names/${name}` })
    expect(found).toMatchObject({ name, path: `data/names/${name}` })
  }
  const listed = await platform.client.trpc.files.list.query({ path: 'data/names' })
  expect(listed.items).toHaveLength(4)
  expect(await make('data/caf\u00e9')).toMatchObject({ status: 201 })
  const twin = { code: 'PATH_TAKEN', data: { path: 'data/caf\u00e9', by: 'other_form' } }
  for (const path of ['data/cafe\u0301', 'data/cafe\u0301/below']) {
    expect(await make(path)).toMatchObject({ status: 409, body: twin })
  }
  await expect(platform.client.trpc.files.get.query({ path: 'data/cafe\u0301' })).rejects.toThrow('no file or folder')
})

it('keeps files where folders would be, and the reverse', async () => {
  await addFile('data/file')
  const taken = { status: 409, body: { code: 'PATH_TAKEN', data: { path: 'data/file', by: 'file' } } }
  expect(await make('data/file')).toMatchObject(taken)
  expect(await make('data/file/below/it')).toMatchObject(taken)
  const { files } = platform.client.trpc
  await expect(files.list.query({ path: 'data/file' })).rejects.toMatchObject({
    data: { error: { code: 'NOT_A_FOLDER' } },
  })
  await make('data/folder/inner')
  await expect(files.move.mutate({ path: 'data/file', to: 'data/folder' })).rejects.toMatchObject({
    data: { error: { code: 'PATH_TAKEN', data: { path: 'data/folder', by: 'folder' } } },
  })
})

it('answers over REST as over tRPC', async () => {
  await make('temp/a/b')
  const { files } = platform.client.trpc
  const rest = async (path: string) => (await send(`/api/v1${path}`)).json()
  expect(await rest('/files?path=temp&recursive=true&include_total=true')).toEqual(
    await files.list.query({ path: 'temp', recursive: true, include_total: true }),
  )
  expect(await rest('/files?limit=2')).toMatchObject({ items: [{ path: 'artifact' }, { path: 'config' }] })
  expect(await rest('/files/entry?path=temp/a')).toEqual(await files.get.query({ path: 'temp/a' }))
  expect(await rest('/files/usage?path=temp')).toEqual({ files: 0, folders: 2, size_bytes: 0 })
  const moved = await send('/api/v1/files/move', { body: { path: 'temp/a', to: 'temp/c' } })
  expect(await moved.json()).toMatchObject({ path: 'temp/c', kind: 'folder' })
  const refused = await send('/api/v1/files?path=temp/c', { method: 'DELETE' })
  expect(await refused.json()).toMatchObject({ code: 'FOLDER_NOT_EMPTY' })
  const deleted = await send('/api/v1/files?path=temp/c&recursive=true', { method: 'DELETE' })
  expect([deleted.status, await deleted.json()]).toEqual([200, {}])
})
