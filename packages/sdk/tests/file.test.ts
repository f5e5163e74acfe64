import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Platform, startPlatform } from '../../testing/src/index.ts'
import { Assay, type Fetch, type FilesMade, type UploadSource } from '../src/index.ts'

let platform: Platform
let folder: string

beforeAll(async () => {
  platform = await startPlatform()
  folder = await mkdtemp(join(tmpdir(), 'assay-sdk-files-'))
})

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

/** Bytes that are no others'. */
function bytesOf(length: number, seed: number): Buffer {
  return Buffer.from(Uint32Array.from({ length: length / 4 }, (_, at) => (at * 2_654_435_761 + seed) >>> 0).buffer)
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A user of their own, whose requests a test can count and break. */
async function openClient(around: (next: Fetch) => Fetch = (next) => next) {
  const user = await platform.addUser()
  const sent: { readonly method: string; readonly path: string; readonly bytes: number }[] = []
  const counting: Fetch = (input, init) => {
    const body = init?.body instanceof Uint8Array ? init.body.length : 0
    sent.push({ method: init?.method ?? 'GET', path: new URL(String(input)).pathname, bytes: body })
    return fetch(input, init)
  }
  const assay = new Assay({ url: platform.url, apiKey: user.key, retryDelay: 1, fetch: around(counting) })
  const sentBytes = () => sent.reduce((sum, { bytes }) => sum + bytes, 0)
  return { assay, sent, sentBytes, user }
}

const small = bytesOf(4000, 1)
const large = bytesOf(3 * 1024 * 1024, 2)
const sources: [string, Buffer, () => Promise<UploadSource>][] = [
  ['small bytes', small, async () => small],
  ['large bytes', large, async () => large],
  ['a small Blob', small, async () => new Blob([small])],
  ['a large Blob', large, async () => new Blob([large])],
  ['a small stream', small, async () => new Blob([small]).stream()],
  ['a large stream', large, async () => Readable.from([large.subarray(0, 5), large.subarray(5)])],
  ['nothing', Buffer.alloc(0), async () => Readable.from([])],
  [
    'a path',
    large,
    async () => {
      await writeFile(join(folder, 'a.bin'), large)
      return join(folder, 'a.bin')
    },
  ],
]
test.each(sources)('%s becomes a file, whose bytes come back', async (_name, bytes, open) => {
  const { assay } = await openClient()
  const file = await assay.files.upload(await open(), 'data/Größe 細胞/a.tif')
  expect(file).toMatchObject({ path: 'data/Größe 細胞/a.tif', size_bytes: bytes.length, content_type: 'image/tiff' })
  expect(file.sha256).toBe(digest(bytes))
  expect(await assay.files.get('data/Größe 細胞/a.tif')).toEqual(file)
  const { data: download, response } = await assay.files.download(file.path).withResponse()
  const sha256 = createHash('sha256').update(bytes).digest('base64')
  expect(response.headers.get('repr-digest')).toBe(`sha-256=:${sha256}:`)
  expect([download.filename, download.size_bytes, download.etag]).toEqual(['a.tif', bytes.length, expect.any(String)])
  expect(digest(await download.bytes())).toBe(digest(bytes))
})

test('the same large file again costs no bytes, and a small change costs them all', async () => {
  const { assay, sentBytes } = await openClient()
  await assay.files.upload(large, 'data/a.bin')
  const once = sentBytes()
  expect(once).toBe(large.length)
  const seen: number[] = []
  const again = await assay.files.upload(large, 'data/b.bin', {
    onProgress: ({ received_bytes }) => seen.push(received_bytes),
  })
  expect([again.sha256, sentBytes(), seen]).toEqual([digest(large), once, [large.length]])
  await assay.files.upload(bytesOf(large.length, 3), 'data/a.bin')
  expect(sentBytes()).toBe(2 * once)
  expect(digest(await (await assay.files.download('data/b.bin')).bytes())).toBe(digest(large))
})

test('connections that break cost at most the part that was under way, and nothing is lost', async () => {
  let patches = 0
  const { assay, sentBytes } = await openClient((next) => async (input, init) => {
    if (init?.method !== 'PATCH') return next(input, init)
    patches += 1
    // the answer is lost: the server has the part
    const answer = await next(input, init)
    if (patches === 2) throw new TypeError('fetch failed')
    return answer
  })
  const file = await assay.files.upload(large, 'data/a.bin')
  expect([file.sha256, sentBytes()]).toEqual([digest(large), large.length])
})

test('an upload goes on in another process, and is aborted by its signal', async () => {
  const giveUp = new AbortController()
  const { assay, sentBytes } = await openClient()
  let upload_id: string | undefined
  const uploading = assay.files.upload(large, 'data/a.bin', {
    signal: giveUp.signal,
    onProgress: (progress) => {
      upload_id = progress.upload_id
      if (progress.received_bytes > 0) giveUp.abort()
    },
  })
  await expect(uploading).rejects.toMatchObject({ code: 'ABORTED' })
  const before = sentBytes()
  expect(before).toBeLessThan(large.length)
  const starts: number[] = []
  const file = await assay.files.upload(large, 'data/a.bin', {
    upload_id,
    onProgress: ({ received_bytes }) => starts.push(received_bytes),
  })
  expect(file.sha256).toBe(digest(large))
  expect(starts[0]).toBeGreaterThan(0)
})

test('what is there is refused or replaced, as a whole', async () => {
  const { assay } = await openClient()
  const first = await assay.files.upload(small, 'config/a.json')
  const refused = assay.files.upload(large, 'config/a.json', { if_exists: 'refuse' })
  await expect(refused).rejects.toMatchObject({ code: 'PATH_TAKEN', status: 409 })
  const second = await assay.files.upload(new Blob(['{}'], { type: 'application/json' }), 'config/a.json')
  expect([second.id, second.size_bytes, second.content_type]).toEqual([first.id, 2, 'application/json'])
  expect(second.etag).not.toBe(first.etag)
  await expect(assay.files.upload(small, 'config/a.json/b')).rejects.toMatchObject({ code: 'PATH_TAKEN' })
  await expect(assay.files.upload(small, 'elsewhere/a')).rejects.toMatchObject({ code: 'INPUT_INVALID' })
})

test('a tree is listed by pages, moved, copied, counted and deleted', async () => {
  const { assay } = await openClient()
  const names = Array.from({ length: 12 }, (_, at) => `data/run/${at % 3}/${at}.txt`)
  for (const name of names) await assay.files.upload(Buffer.from(name), name)
  const { items, next_cursor } = await assay.files.list('data/run', { recursive: true, kind: 'file', limit: 5 })
  expect([items.length, next_cursor]).toEqual([5, expect.any(String)])
  const paths: string[] = []
  for await (const { path } of assay.files.list('data/', { recursive: true, kind: 'file', limit: 5 })) paths.push(path)
  expect(paths.toSorted()).toEqual(names.toSorted())
  expect(new Set(paths).size).toBe(names.length)
  const top = await assay.files.list().toArray()
  expect(top.map(({ name }) => name).toSorted()).toEqual(['artifact', 'config', 'data', 'log', 'output', 'temp'])
  await assay.files.createFolder('output/run/empty')
  expect((await assay.files.move('data/run/0', 'output/run/0')).path).toBe('output/run/0')
  expect((await assay.files.copy('output/run', 'temp/run')).kind).toBe('folder')
  expect(await assay.files.usage('temp/run')).toMatchObject({ files: 4, folders: 2 })
  await expect(assay.files.delete('temp/run')).rejects.toMatchObject({ code: 'FOLDER_NOT_EMPTY' })
  await assay.files.delete('temp/run', { recursive: true })
  await expect(assay.files.get('temp/run')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND', status: 404 })
  expect(await (await assay.files.download('output/run/0/0.txt')).text()).toBe('data/run/0/0.txt')
})

test('a download is a range, goes on after it broke, is saved, and has an address for others', async () => {
  let broken = 0
  const { assay, sent } = await openClient((next) => async (input, init) => {
    const answer = await next(input, init)
    if (!String(input).includes('/files/content') || init?.method === 'PUT' || broken > 1) return answer
    broken += 1
    return new Response(breaking(answer, 100_000), { status: answer.status, headers: answer.headers })
  })
  await assay.files.upload(large, 'data/a.bin')
  const path = await (await assay.files.download('data/a.bin')).saveTo(`${folder}/saved/`)
  expect(digest(await readFile(path))).toBe(digest(large))
  expect(sent.filter(({ path: asked, method }) => asked.endsWith('/content') && method === 'GET')).toHaveLength(3)
  const range = await assay.files.download('data/a.bin', { range: { start: 10, end: 19 } })
  expect(Buffer.compare(await range.bytes(), large.subarray(10, 20))).toBe(0)
  await expect(assay.files.download('data')).rejects.toMatchObject({ code: 'NOT_A_FILE' })
  const { url, expires_at } = await assay.files.createUrl('data/a.bin', { expires_seconds: 60 })
  expect(Date.parse(expires_at)).toBeGreaterThan(Date.now())
  const answer = await fetch(platform.url + new URL(url).pathname)
  expect(digest(new Uint8Array(await answer.arrayBuffer()))).toBe(digest(large))
})

test('a byte that something on the way changes is noticed, up and down', async () => {
  let isAltering = false
  const { assay } = await openClient((next) => async (input, init) => {
    if (!isAltering) return next(input, init)
    if (init?.body instanceof Uint8Array) return next(input, { ...init, body: flipped(new Uint8Array(init.body)) })
    const answer = await next(input, init)
    const { status, headers } = answer
    return new Response(flipped(new Uint8Array(await answer.arrayBuffer())), { status, headers })
  })
  await assay.files.upload(small, 'data/a.bin')
  isAltering = true
  const reading = assay.files.download('data/a.bin').then((download) => download.bytes())
  await expect(reading).rejects.toMatchObject({ code: 'DOWNLOAD_ALTERED' })
  const sending = assay.files.upload(bytesOf(8000, 5), 'data/b.bin')
  await expect(sending).rejects.toMatchObject({ code: 'UPLOAD_ALTERED', status: 422 })
  isAltering = false
  await expect(assay.files.get('data/b.bin')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
})

function flipped(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const other = new Uint8Array(bytes)
  other[1] = (other[1] ?? 0) ^ 1
  return other
}

/** The first bytes of an answer, and then the end of the connection. */
function breaking({ body }: Response, after: number): ReadableStream<Uint8Array> {
  let come = 0
  return (body ?? new ReadableStream<Uint8Array>()).pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        if (come >= after) controller.error(new TypeError('terminated'))
        else controller.enqueue(chunk)
        come += chunk.length
      },
    }),
  )
}

test('a folder, or several files, come as a zip', async () => {
  const { assay } = await openClient()
  await assay.files.upload(Buffer.from('one'), 'output/run-7/a.txt')
  await assay.files.upload(Buffer.from('two'), 'output/run-7/b/ä.txt')
  const folderZip = await assay.files.zip('output/run-7/')
  expect(folderZip.filename).toBe('run-7.zip')
  const bytes = Buffer.from(await folderZip.bytes())
  expect(bytes.subarray(0, 2).toString()).toBe('PK')
  expect(bytes.includes('b/ä.txt')).toBe(true)
  const some = Buffer.from(await (await assay.files.zip(['output/run-7/a.txt'])).bytes())
  expect([some.includes('a.txt'), some.includes('ä.txt')]).toEqual([true, false])
})

test("a colleague works in a folder that is shared, as 'owner'", async () => {
  const [mine, theirs] = [await openClient(), await openClient()]
  await mine.assay.files.upload(small, 'data/run/a.bin')
  const owner = mine.user.actor.email
  await expect(theirs.assay.files.get('data/run/a.bin', { owner })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  await mine.assay.shares.create({ file_id: 'data/run', with: theirs.user.actor.email })
  expect(digest(await (await theirs.assay.files.download('data/run/a.bin', { owner })).bytes())).toBe(digest(small))
  const refused = theirs.assay.files.upload(small, 'data/run/b.bin', { owner })
  await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await mine.assay.shares.create({ file_id: 'data/run', with: theirs.user.actor.email, access: 'write' })
  const written = await theirs.assay.files.upload(large, 'data/run/b.bin', { owner })
  expect([written.owner_id, written.written_by]).toEqual([mine.user.actor.user_id, theirs.user.actor.user_id])
  const copy = await theirs.assay.files.copy('data/run', 'data/copy', { owner })
  expect(copy.owner_id).toBe(theirs.user.actor.user_id)
})

test('many files go in few requests, with names of any script and length; large ones go by themselves', async () => {
  const { assay, sent } = await openClient()
  const path = join(folder, 'of-many.bin')
  await writeFile(path, small)
  const long = `${'deep/'.repeat(20)}${'x'.repeat(120)}.txt`
  const bodies = new Map<string, string | Blob | Uint8Array>([
    ['a.bin', path],
    ['Größe-細胞.txt', new Blob(['größer'])],
    [long, Buffer.from('long')],
    ['empty', new Uint8Array()],
    ['large.bin', large],
    ...Array.from({ length: 700 }, (_, at) => [`many/${at}.txt`, new Blob([`file ${at}`])] as const),
  ])
  const files = [...bodies].map(([name, body]) => ({ path: name, body }))
  const told: string[] = []
  const onProgress = ({ items }: FilesMade) => told.push(...items.map((item) => item.path))
  const first = await assay.files.uploadMany(files, 'data/many/', { onProgress })
  expect(first.failed).toEqual([])
  expect(first.items.map((item) => item.path).toSorted()).toEqual(
    files.map((file) => `data/many/${file.path}`).toSorted(),
  )
  expect(told.toSorted()).toEqual(first.items.map((item) => item.path).toSorted())
  expect(sent.filter((request) => request.path === '/api/v1/files/many').length).toBeLessThanOrEqual(5)
  for (const name of ['a.bin', 'Größe-細胞.txt', long, 'empty', 'large.bin', 'many/699.txt']) {
    const there = await (await assay.files.download(`data/many/${name}`)).bytes()
    const body = bodies.get(name)
    const here = body === path ? small : Buffer.from(await new Blob([body ?? '']).arrayBuffer())
    expect(Buffer.compare(there, here), name).toBe(0)
  }
  const again = await assay.files.uploadMany(files.slice(0, 4), 'data/many')
  expect(again.items.map(({ state }) => state)).toEqual(['present', 'present', 'present', 'present'])
})

test('of many files one that cannot be read or taken leaves the others alone; what breaks off is thrown', async () => {
  const { assay } = await openClient()
  const files = [
    { path: 'gone.txt', body: join(folder, 'nothing-here') },
    { path: '../up.txt', body: new Blob(['up']) },
    { path: 'fine.txt', body: new Blob(['fine']) },
  ]
  const { items, failed } = await assay.files.uploadMany(files, 'data/some')
  expect(items).toMatchObject([{ path: 'data/some/fine.txt', state: 'made' }])
  expect(failed.map(({ code }) => code)).toEqual(['SOURCE_UNREADABLE', 'INPUT_INVALID'])
  const aborted = assay.files.uploadMany(files.slice(2), 'data/some', { signal: AbortSignal.abort() })
  await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' })
})
