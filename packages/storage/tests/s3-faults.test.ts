import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rename } from 'node:fs/promises'
import http from 'node:http'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { DomainError } from '@assay/schemas'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { ObjectDamaged, ObjectExists, openStorage, type Storage, StorageAway, StorageFault } from '../src/index.ts'
import type { StorageOptions } from '../src/open-storage.ts'
import { type Fault, type FaultProxy, type S3ServerName, startFaultProxy } from '../src/testing/index.ts'
import { useS3Server } from './use-s3-server.ts'

const large = randomBytes(20_000_000)
const away = (error: unknown) => error instanceof StorageAway

describe.each<S3ServerName>(['versitygw', 'minio'])('a bucket of %s to which the way is bad', (name) => {
  const server = useS3Server(name)

  interface Opened {
    readonly storage: Storage
    readonly proxy: FaultProxy
  }

  /** Behind a proxy; without patience unless asked for. */
  async function opened(options: StorageOptions = { attempts: 2 }): Promise<Opened> {
    const proxy = await startFaultProxy(server().endpoint)
    vi.stubEnv('AWS_ENDPOINT_URL_S3', proxy.url)
    const storage = await openStorage(server().newUrl(), options)
    onTestFinished(async () => {
      await storage[Symbol.asyncDispose]()
      await proxy[Symbol.asyncDispose]()
    })
    return { storage, proxy }
  }

  /** The first requests that fit. */
  function meetFirst(proxy: FaultProxy, count: number, fault: Fault, method = ''): void {
    let left = count
    proxy.meet((request) => {
      if (!request.method.includes(method) || left === 0) return undefined
      left -= 1
      return fault
    })
  }

  it.each<[string, Fault]>([
    ['503', { answers: 503, code: 'ServiceUnavailable' }],
    ['SlowDown', { answers: 503, code: 'SlowDown' }],
    ['500', { answers: 500, code: 'InternalError' }],
    ['nothing, as the connection breaks in the body', { cuts_request_after: 10 }],
    ['nothing, as the answer is lost', { loses_answer: true }],
  ])('stores what was to be stored when it answers %s for a while', async (_, fault) => {
    const { storage, proxy } = await opened({})
    meetFirst(proxy, 2, fault, 'P')
    const stored = await storage.put('a', bytesOf(large.subarray(0, 100_000)))
    expect(stored.sha256).toBe(sha256(large.subarray(0, 100_000)))
    meetFirst(proxy, 2, fault, 'P')
    await storage.put('large', bytesOf(large))
    const upload = { key: 'parts', upload_id: await storage.begin('parts') }
    meetFirst(proxy, 2, fault, 'P')
    const parts = [
      await storage.part(upload, { number: 1, offset: 0, body: bytesOf(large) }),
      await storage.part(upload, { number: 2, offset: large.length, body: bytesOf(Buffer.from('end')) }),
    ]
    meetFirst(proxy, 1, fault, 'P')
    await storage.complete(upload, parts)
    expect((await buffer(await storage.read('large'))).equals(large)).toBe(true)
    expect(await storage.stat('parts')).toEqual({ size_bytes: large.length + 3 })
  })

  it('says of an object that is new that it is, although the answer was lost', async () => {
    const { storage, proxy } = await opened({})
    meetFirst(proxy, 1, { loses_answer: true }, 'PUT')
    await storage.put('a', bytesOf(Buffer.from('mine')), { if_absent: true })
    meetFirst(proxy, 1, { loses_answer: true }, 'PUT')
    const other = storage.put('a', bytesOf(Buffer.from('other')), { if_absent: true })
    await expect(other).rejects.toBeInstanceOf(ObjectExists)
    expect(await text(await storage.read('a'))).toBe('mine')
  })

  it('is away, whatever is asked, while it answers 503, and goes on afterwards', async () => {
    const { storage, proxy } = await opened()
    await storage.put('a', bytesOf(Buffer.from('kept')))
    const upload = { key: 'up', upload_id: await storage.begin('up') }
    const began = performance.now()
    proxy.meet(() => ({ answers: 503, code: 'ServiceUnavailable' }))
    for (const ask of asked(storage, upload)) await expect(ask()).rejects.toSatisfy(away)
    proxy.meet(() => undefined)
    await storage.check()
    await expect(storage.check({ since_ms: began })).rejects.toSatisfy(away)
    await storage.check({ since_ms: performance.now() })
    expect(await text(await storage.read('a'))).toBe('kept')
    expect(await storage.parts(upload)).toEqual([])
    expect(await all(storage.list(''))).toMatchObject([{ key: 'a' }])
  })

  it('has half of nothing when the connection breaks in each body', async () => {
    const { storage, proxy } = await opened()
    const upload = { key: 'up', upload_id: await storage.begin('up') }
    proxy.meet(({ method }) => (method === 'PUT' ? { cuts_request_after: 200_000 } : undefined))
    const part = { number: 1, offset: 0, body: bytesOf(large.subarray(0, 6_000_000)) }
    await expect(storage.put('small', bytesOf(large.subarray(0, 1_000_000)))).rejects.toSatisfy(away)
    await expect(storage.put('large', bytesOf(large))).rejects.toSatisfy(away)
    await expect(storage.part(upload, part)).rejects.toSatisfy(away)
    proxy.meet(() => undefined)
    expect(await all(storage.list(''))).toEqual([])
    expect(await storage.parts(upload)).toEqual([])
    expect(await all(storage.unfinished('large'))).toEqual([])
  })

  it('ends a put when a part fails while its body is slow', async () => {
    const { storage, proxy } = await opened()
    proxy.meet(({ method }) => (method === 'PUT' ? { answers: 503, code: 'ServiceUnavailable' } : undefined))
    const failed = Promise.withResolvers<void>()
    const slow = async function* () {
      yield large.subarray(0, 9_000_000)
      await expect.poll(() => proxy.seen.filter(({ method }) => method === 'PUT').length, { timeout: 20_000 }).toBe(2)
      failed.resolve()
      for (;;) yield large.subarray(0, 9_000_000)
    }
    await expect(storage.put('large', slow())).rejects.toSatisfy(away)
    await failed.promise
    expect(await storage.stat('large')).toBeUndefined()
  })

  it('lets a stream go on where it broke off, and ends it with an error when it breaks each time', async () => {
    const { storage, proxy } = await opened()
    await storage.put('large', bytesOf(large))
    proxy.meet(() => ({ cuts_answer_after: 3_000_000 }))
    expect((await buffer(await storage.read('large'))).equals(large)).toBe(true)
    const range = { start: 1_000_000, end: 12_999_999 }
    expect((await buffer(await storage.read('large', range))).equals(large.subarray(1_000_000, 13_000_000))).toBe(true)
    proxy.meet(() => ({ cuts_answer_after: 0 }))
    await expect(storage.read('large').then(buffer)).rejects.toSatisfy(away)
  })

  it('does not go on with another object that has the key now', async () => {
    const { storage, proxy } = await opened()
    await storage.put('large', bytesOf(large))
    proxy.meet(() => ({ cuts_answer_after: 3_000_000 }))
    const reading = await storage.read('large')
    proxy.meet(() => undefined)
    await storage.put('large', bytesOf(Buffer.from(large.toReversed())))
    await expect(buffer(reading)).rejects.toBeInstanceOf(ObjectDamaged)
  })

  it('takes no answer for a range that is not that range', async () => {
    const { storage, proxy } = await opened()
    await storage.put('a', bytesOf(large))
    meetFirst(proxy, 1, { forgets_range: true }, 'GET')
    await expect(storage.read('a', { start: 5, end: 9 })).rejects.toSatisfy(away)
    const breaksThenForgets: Fault[] = [{ cuts_answer_after: 1_000_000 }, { forgets_range: true }]
    proxy.meet(({ method }) => (method === 'GET' ? breaksThenForgets.shift() : undefined))
    await expect(storage.read('a').then(buffer)).rejects.toSatisfy(away)
    expect((await buffer(await storage.read('a', { start: 5, end: 9 }))).equals(large.subarray(5, 10))).toBe(true)
  })

  it('gives no altered or shortened object as a whole one', async () => {
    const { storage, proxy } = await opened()
    const bytes = large.subarray(0, 7_000_000)
    await storage.put('a', bytesOf(bytes))
    for (const fault of [{ alters: 'answer' }, { shortens_answer_by: 1_000 }] as const) {
      proxy.meet(() => fault)
      const seen: Buffer[] = []
      const reading = async () => {
        for await (const piece of await storage.read('a')) seen.push(piece)
      }
      await expect(reading()).rejects.toMatchObject({ name: 'ObjectDamaged', key: 'a', damage: 'altered' })
      expect(Buffer.concat(seen).length).toBeLessThan(bytes.length)
    }
  })

  it('takes no altered bytes', async () => {
    const { storage, proxy } = await opened()
    const upload = { key: 'up', upload_id: await storage.begin('up') }
    proxy.meet(({ method }) => (method === 'PUT' ? { alters: 'request' } : undefined))
    await expect(storage.put('a', bytesOf(Buffer.from('words')))).rejects.toSatisfy(away)
    const part = { number: 1, offset: 0, body: bytesOf(large.subarray(0, 6_000_000)) }
    await expect(storage.part(upload, part)).rejects.toSatisfy(away)
    proxy.meet(() => undefined)
    expect(await storage.stat('a')).toBeUndefined()
    expect(await storage.parts(upload)).toEqual([])
  })

  it.each([
    [507, 'XMinioStorageFull'],
    [507, 'InsufficientStorage'],
    [403, 'QuotaExceeded'],
  ])('is full when it says so: %i %s', async (answers, code) => {
    const { storage, proxy } = await opened()
    const upload = { key: 'up', upload_id: await storage.begin('up') }
    proxy.meet(({ method }) => (method === 'PUT' ? { answers, code } : undefined))
    const isFull = (error: unknown) => DomainError.is(error, 'STORAGE_FULL')
    await expect(storage.put('a', bytesOf(Buffer.from('words')))).rejects.toSatisfy(isFull)
    await expect(storage.put('a', bytesOf(large))).rejects.toSatisfy(isFull)
    const part = { number: 1, offset: 0, body: bytesOf(Buffer.from('words')) }
    await expect(storage.part(upload, part)).rejects.toSatisfy(isFull)
  })

  it('is asked with the right time although the clock here is an hour slow', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 })
    onTestFinished(() => void vi.useRealTimers())
    const { storage } = await opened()
    await storage.put('a', bytesOf(Buffer.from('words')))
    expect(await text(await storage.read('a'))).toBe('words')
    await storage.check()
  })

  it('says which credentials it refuses, and what to set', async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wrong')
    expect(await faultOf(opened())).toMatch(/refuses the credentials for the bucket "assay" .*AWS_SECRET_ACCESS_KEY/)
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'nobody')
    expect(await faultOf(opened())).toMatch(/AWS_ACCESS_KEY_ID/)
  })

  it('says that credentials have expired', async () => {
    const { storage, proxy } = await opened()
    proxy.meet(() => ({ answers: 400, code: 'ExpiredToken' }))
    expect(await faultOf({ storage })).toMatch(/expired. Renew .*AWS_SESSION_TOKEN/)
  })

  it('says that no credentials are set', async () => {
    for (const variable of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(variable, undefined)
    for (const file of ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE']) vi.stubEnv(file, '/nowhere')
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
    expect(await faultOf(opened())).toMatch(/Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/)
  })

  it('says which bucket is missing, and how it is made', async () => {
    const storage = await openStorage('s3://no-such-bucket/prefix', { attempts: 1 })
    expect(await faultOf({ storage })).toMatch(/no bucket "no-such-bucket" at http:.*aws s3 mb s3:\/\/no-such-bucket/)
  })

  it('says that nothing answers at its address', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_S3', 'http://127.0.0.1:9')
    const storage = await openStorage('s3://assay/prefix', { attempts: 1 })
    expect(await faultOf({ storage })).toMatch(/nothing answers at http:\/\/127\.0\.0\.1:9\/? .*AWS_ENDPOINT_URL_S3/)
  })

  it('says that what answers at its address is no S3', async () => {
    await using site = http.createServer((_, response) => response.end('<html>Welcome<br>')).listen(0, '127.0.0.1')
    await once(site, 'listening')
    const address = site.address()
    vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${typeof address === 'object' && address?.port}`)
    const storage = await openStorage('s3://assay/prefix', { attempts: 1 })
    expect(await faultOf({ storage })).toMatch(/what answers at http.* is no store that speaks S3/)
  })

  it('is away when its bucket is, and is the same when that is back', async () => {
    const { storage } = await opened()
    await storage.put('a', bytesOf(Buffer.from('kept')))
    await storage.check()
    await rename(server().folder, `${server().folder}-elsewhere`)
    try {
      for (const ask of asked(storage, { key: 'up', upload_id: 'x' })) await expect(ask()).rejects.toSatisfy(away)
    } finally {
      await rename(`${server().folder}-elsewhere`, server().folder)
    }
    await storage.check()
    expect(await text(await storage.read('a'))).toBe('kept')
  })

  it('is away when it is killed, and goes on when it runs again', async () => {
    const storage = await openStorage(server().newUrl(), { attempts: 2 })
    await storage.put('a', bytesOf(Buffer.from('kept')))
    await server().stop()
    await expect(storage.read('a')).rejects.toSatisfy(away)
    await expect(storage.put('b', bytesOf(large))).rejects.toSatisfy(away)
    await server().start()
    expect(await text(await storage.read('a'))).toBe('kept')
    expect(await storage.stat('b')).toBeUndefined()
  })
})

function asked(storage: Storage, upload: { readonly key: string; readonly upload_id: string }) {
  const body = () => bytesOf(Buffer.from('lost'))
  return [
    () => storage.put('b', body()),
    () => storage.put('b', bytesOf(large)),
    () => storage.read('a'),
    () => storage.verify('a', async () => undefined),
    () => storage.stage('a', async () => undefined),
    () => storage.stat('a'),
    () => storage.delete('a'),
    () => storage.deleteAll(['a']),
    () => storage.copy('a', 'b'),
    () => all(storage.list('')),
    () => all(storage.unfinished('')),
    () => storage.begin('b'),
    () => storage.part(upload, { number: 1, offset: 0, body: body() }),
    () => storage.parts(upload),
    () => storage.complete(upload, [{ number: 1, size_bytes: 4, etag: 'x' }]),
    () => storage.abort(upload),
    () => storage.check(),
  ]
}

/** What an operator is told at the start. */
async function faultOf(opening: { readonly storage: Storage } | Promise<{ readonly storage: Storage }>) {
  const { storage } = await opening
  const error = await storage.check().catch((thrown: unknown) => thrown)
  if (!(error instanceof StorageAway) || !(error.cause instanceof StorageFault)) throw error
  return error.cause.message
}

function bytesOf(bytes: Buffer): Readable {
  return Readable.from([bytes])
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
