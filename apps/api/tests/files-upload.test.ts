import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { filesMade } from '@assay/schemas'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { startApi, type TestApi } from './test-api.ts'
import { putFile, shareFile } from './test-file.ts'

const mebibyte = 1024 * 1024
const run = promisify(execFile)
const made = filesMade.partial().extend({ code: z.string().optional(), message: z.string().optional() })

type User = Pick<TestApi['user'], 'headers'>

let api: TestApi
let user: TestApi['user']
let folder: string

beforeAll(async () => {
  api = await startApi()
})
beforeEach(async () => {
  user = await api.addUser()
  folder = await mkdtemp(join(tmpdir(), 'assay-many-'))
  return () => rm(folder, { recursive: true })
})
afterAll(() => api[Symbol.asyncDispose]())

interface Sending {
  readonly path?: string
  readonly as?: User
  readonly to?: TestApi
  readonly [field: string]: unknown
}

async function send(body: Buffer, { path = 'data/many', as = user, to = api, ...more }: Sending = {}) {
  const query = new URLSearchParams({ path, ...z.record(z.string(), z.string()).parse(more) })
  const answer = await fetch(`${to.url}/api/v1/files/many?${query}`, { method: 'POST', headers: as.headers, body })
  return { status: answer.status, ...made.parse(await answer.json()) }
}

/** A tar of these, as tar-stream writes it. */
async function tarOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const tar = pack()
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, Buffer.from(content))
  tar.finalize()
  return buffer(tar)
}

/** What `tar` itself makes of a folder. */
async function tarOfFolder(files: Readonly<Record<string, string | Buffer>>, ...options: string[]): Promise<Buffer> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  const { stdout } = await run('tar', ['-c', ...options, '-C', folder, '.'], {
    encoding: 'buffer',
    maxBuffer: 64 * mebibyte,
  })
  return stdout
}

async function contentOf(path: string, owner_id = user.actor.user_id): Promise<string | undefined> {
  const row = await api.core.db
    .selectFrom('files')
    .innerJoin('blobs', 'blobs.id', 'blob_id')
    .select('object_key')
    .where('path', '=', path)
    .where('files.owner_id', '=', owner_id)
    .executeTakeFirst()
  return row && String(await buffer(await api.core.storage.read(row.object_key)))
}

async function objects({ core }: TestApi = api): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of core.storage.list('objects/')) keys.push(key)
  return keys.toSorted()
}

const states = ({ items = [] }: { readonly items?: readonly { path: string; state: string }[] | undefined }) =>
  Object.fromEntries(items.map(({ path, state }) => [path, state]))

it.each(['gnu', 'pax', 'ustar'])('makes files and folders of what tar writes in the format %s', async (format) => {
  await mkdir(join(folder, 'nothing yet'))
  const files = { 'a.txt': 'first', 'plate 1/b.csv': 'a\n1\n', 'plate 1/empty': '' }
  const answer = await send(await tarOfFolder(files, `--format=${format}`))
  expect(answer).toMatchObject({ status: 200, failed: [] })
  expect(states(answer)).toEqual({
    'data/many/a.txt': 'made',
    'data/many/plate 1/b.csv': 'made',
    'data/many/plate 1/empty': 'made',
  })
  expect(answer.items?.find(({ path }) => path === 'data/many/a.txt')).toMatchObject({
    size_bytes: 5,
    sha256: createHash('sha256').update('first').digest('hex'),
  })
  expect(await contentOf('data/many/plate 1/b.csv')).toBe('a\n1\n')
  const rows = await api.core.db
    .selectFrom('files')
    .select(['path', 'kind', 'content_type', 'written_by'])
    .where('owner_id', '=', user.actor.user_id)
    .orderBy('path')
    .execute()
  expect(rows.filter(({ kind }) => kind === 'folder').map(({ path }) => path)).toEqual([
    'data',
    'data/many',
    'data/many/nothing yet',
    'data/many/plate 1',
  ])
  expect(rows.find(({ path }) => path.endsWith('.csv'))).toMatchObject({
    content_type: 'text/csv',
    written_by: user.actor.user_id,
  })
})

it.each(['gnu', 'pax'])('takes long names and those of any script, in the format %s', async (format) => {
  const long = `${'deep/'.repeat(30)}${'x'.repeat(200)}.txt`
  const answer = await send(await tarOfFolder({ 'Größe-細胞.txt': 'one', [long]: 'two' }, `--format=${format}`))
  expect(answer).toMatchObject({ status: 200, failed: [] })
  expect(await contentOf('data/many/Größe-細胞.txt')).toBe('one')
  expect(await contentOf(`data/many/${long}`)).toBe('two')
})

it('refuses links, devices, absolute and wayward names and large files by name, and takes the others', async () => {
  await writeFile(join(folder, 'a.txt'), 'a')
  await link(join(folder, 'a.txt'), join(folder, 'hard'))
  await symlink('/etc/passwd', join(folder, 'soft'))
  const linked = await send(await tarOfFolder({ 'large.bin': Buffer.alloc(2 * mebibyte), 'z.txt': 'z' }))
  expect(Object.values(states(linked))).toEqual(['made', 'made'])
  const refused = new Map(linked.failed?.map(({ path, ...why }) => [path, why]))
  expect([...refused.keys()].toSorted()).toEqual([
    expect.stringMatching(/^data\/many\/(?:a\.txt|hard)$/),
    'data/many/large.bin',
    'data/many/soft',
  ])
  expect(refused.get('data/many/soft')?.message).toContain('a symbolic link')
  expect(refused.get('data/many/large.bin')).toMatchObject({ code: 'UPLOAD_TOO_LARGE' })
  expect(refused.get('data/many/large.bin')?.message).toContain('PUT /files/content')

  const names = ['/etc/passwd', '../up', 'a/../../up', '%2e%2e/up', 'con.txt', 'a\u202eb', 'a//b']
  const wayward = await send(await tarOf(Object.fromEntries([...names, 'fine'].map((name) => [name, name]))))
  expect(states(wayward)).toEqual({ 'data/many/fine': 'made' })
  expect(wayward.failed?.map(({ code }) => code)).toEqual(names.map(() => 'INPUT_INVALID'))
  expect(wayward.failed?.[0]).toMatchObject({ path: '/etc/passwd', message: expect.stringContaining('absolute') })

  const device = pack()
  device.entry({ name: 'tty', type: 'character-device' })
  device.finalize()
  expect(await send(await buffer(device))).toMatchObject({ items: [], failed: [{ path: 'data/many/tty' }] })
})

it('takes 1,000 files and refuses 1,001, more than 32 MiB, and what is no tar, as a whole', async () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}`, `file ${at}`]))
  expect((await send(await tarOf(many(1_000)))).items).toHaveLength(1_000)
  const before = await objects()
  const over = await send(await tarOf(many(1_001)), { path: 'data/over' })
  expect(over).toMatchObject({ status: 400, code: 'INPUT_INVALID' })
  expect(over.message).toContain('more than 1000 files')
  const parts = Array.from({ length: 33 }, (_, at) => [`${at}`, randomBytes(mebibyte)])
  const large = await send(await tarOf(Object.fromEntries(parts)), { path: 'data/over' })
  expect(large).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' })
  expect(await send(randomBytes(2_000))).toMatchObject({ status: 400, code: 'INPUT_INVALID' })
  expect(await send(Buffer.from('a,b\n'))).toMatchObject({ status: 400, code: 'INPUT_INVALID' })
  expect(await contentOf('data/over/0')).toBeUndefined()
  expect(await objects()).toEqual(before)
}, 60_000)

it('commits nothing of a tar that was cut, in an entry or between two, or of a client that goes', async () => {
  const tar = await tarOf({ 'a.txt': 'a'.repeat(5_000), 'b.txt': 'b'.repeat(5_000), 'zeros.bin': Buffer.alloc(4_096) })
  const before = await objects()
  for (const length of [0, 512, 3_000, 5_632, 512 * 11, 512 * 22, 512 * 27, tar.length - 1_024]) {
    expect(await send(tar.subarray(0, length)), String(length)).toMatchObject({ status: 400, code: 'INPUT_INVALID' })
  }
  const headers = { ...user.headers, 'content-length': tar.length }
  const request = httpRequest(`${api.url}/api/v1/files/many?path=data/many`, { method: 'POST', headers })
  const gone = new Promise((resolve) => request.on('error', resolve))
  const { deleteAll } = api.core.storage
  const discarded = new Promise<void>((resolve) => {
    Object.assign(api.core.storage, {
      deleteAll: async (keys: readonly string[]) => {
        await deleteAll(keys)
        resolve()
      },
    })
  })
  request.write(tar.subarray(0, 6_000), () => request.destroy())
  await gone
  await discarded
  Object.assign(api.core.storage, { deleteAll })
  expect(await contentOf('data/many/a.txt')).toBeUndefined()
  expect(await objects()).toEqual(before)
  expect(await send(tar)).toMatchObject({ status: 200, failed: [] })
})

it('replaces what differs, leaves what is the same, and refuses what is taken', async () => {
  await send(await tarOf({ 'a.txt': 'same', 'b.txt': 'old', 'folder/c.txt': 'c' }))
  const etag = (await send(await tarOf({ 'a.txt': 'same' }))).items?.[0]?.etag
  const again = await send(await tarOf({ 'a.txt': 'same', 'b.txt': 'new', 'd.txt': 'same' }))
  expect(states(again)).toEqual({
    'data/many/a.txt': 'present',
    'data/many/b.txt': 'replaced',
    'data/many/d.txt': 'made',
  })
  expect(again.items?.[0]?.etag).toBe(etag)
  expect(await contentOf('data/many/b.txt')).toBe('new')
  const kept = await send(await tarOf({ 'a.txt': 'same', 'b.txt': 'newer', 'e.txt': 'e' }), { if_exists: 'refuse' })
  expect(states(kept)).toEqual({ 'data/many/a.txt': 'present', 'data/many/e.txt': 'made' })
  expect(kept.failed).toMatchObject([{ path: 'data/many/b.txt', code: 'PATH_TAKEN' }])
  expect(await contentOf('data/many/b.txt')).toBe('new')
  const taken = await send(await tarOf({ folder: 'x', 'a.txt/deep': 'x', 'E.txt': 'x', 'o\u0308': '1', '\u00f6': '2' }))
  expect(Object.keys(states(taken)).toSorted()).toEqual(['data/many/E.txt', 'data/many/o\u0308'])
  expect(taken.failed?.map(({ path, code }) => [path, code])).toEqual([
    ['data/many/folder', 'PATH_TAKEN'],
    ['data/many/a.txt/deep', 'PATH_TAKEN'],
    ['data/many/\u00f6', 'PATH_TAKEN'],
  ])
  const blobs = api.core.db.selectFrom('blobs').select('id').where('owner_id', '=', user.actor.user_id)
  // same, new, c, e, x, 1
  expect(await blobs.execute()).toHaveLength(6)
})

it("writes into another's tree where a folder is shared for writing, and nowhere else", async () => {
  const owner = await api.addUser()
  const tar = await tarOf({ 'a.txt': 'theirs' })
  const { id } = await putFile(api, owner.actor.user_id, { path: 'data/shared/x.txt', bytes: 'x' })
  const whose = { owner: owner.actor.email, path: 'data/shared' }
  expect(await send(tar, whose)).toMatchObject({ status: 404, code: 'FILE_NOT_FOUND' })
  const read = await shareFile(api, id, { owner_id: owner.actor.user_id, with_user_id: user.actor.user_id })
  expect(await send(tar, { ...whose, path: 'data/shared/x.txt' })).toMatchObject({ status: 403, code: 'FORBIDDEN' })
  await api.core.db.deleteFrom('shares').where('id', '=', read).execute()
  const { id: file_id } = await api.core.db
    .selectFrom('files')
    .select('id')
    .where('path', '=', 'data/shared')
    .where('owner_id', '=', owner.actor.user_id)
    .executeTakeFirstOrThrow()
  const share = await shareFile(api, file_id, { owner_id: owner.actor.user_id, with_user_id: user.actor.user_id })
  await api.core.db.updateTable('shares').set({ access: 'write' }).where('id', '=', share).execute()
  expect(states(await send(tar, whose))).toEqual({ 'data/shared/a.txt': 'made' })
  expect(await contentOf('data/shared/a.txt', owner.actor.user_id)).toBe('theirs')
  expect(await send(tar, { ...whose, path: 'data' })).toMatchObject({ status: 404 })
})

it('takes as many as the quota has room for, and says which it did not', async () => {
  await using small = await startApi({ core_settings: { max_storage_bytes: 150 } })
  const files = { a: 'a'.repeat(60), b: 'b'.repeat(60), c: 'c'.repeat(60), d: 'a'.repeat(60), e: 'e'.repeat(10) }
  const answer = await send(await tarOf(files), { to: small, as: small.user })
  expect(Object.keys(states(answer))).toEqual(['data/many/a', 'data/many/b', 'data/many/d', 'data/many/e'])
  expect(answer.failed).toMatchObject([{ path: 'data/many/c', code: 'QUOTA_REACHED' }])
  expect(await objects(small)).toHaveLength(3)
})
