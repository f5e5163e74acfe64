import { createHash, randomBytes } from 'node:crypto'
import { lookup } from 'node:dns'
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { generate } from 'selfsigned'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openStorage, type Storage, StorageAway } from '../src/index.ts'
import {
  type FaultProxy,
  type S3Server,
  type S3ServerName,
  type S3ServerOptions,
  startFaultProxy,
  startS3Server,
} from '../src/testing/index.ts'
import { useS3Server } from './use-s3-server.ts'

const large = randomBytes(17_000_000)

describe.each<S3ServerName>(['versitygw', 'minio'])('objects in a bucket of %s', (name) => {
  const server = useS3Server(name)

  async function counted(): Promise<{ storage: Storage; proxy: FaultProxy; folder: string }> {
    const folder = await temporaryFolder()
    const proxy = await startFaultProxy(server().endpoint)
    vi.stubEnv('AWS_ENDPOINT_URL_S3', proxy.url)
    const storage = await openStorage(server().newUrl(), { copy_part_bytes: 6_000_000, scratch_directory: folder })
    onTestFinished(async () => {
      await storage[Symbol.asyncDispose]()
      await proxy[Symbol.asyncDispose]()
    })
    return { storage, proxy, folder }
  }

  it('are known to be whole by what the store attests, or are read once', async () => {
    const { storage, proxy } = await counted()
    const small = await storage.put('small', Readable.from([large.subarray(0, 1_000)]))
    const stored = await storage.put('large', Readable.from([large]))
    const reads = () => proxy.seen.filter(({ method }) => method === 'GET').length
    const before = reads()
    await storage.verify('small', async () => small)
    expect(reads()).toBe(before)
    await Promise.all([1, 2, 3].map(() => storage.verify('large', async () => stored)))
    await storage.verify('large', async () => stored)
    expect(reads()).toBe(before + 1)
  })

  it('are found to be damaged by other bytes, another length, or their absence', async () => {
    const { storage } = await counted()
    const expected = { size_bytes: 1_000, sha256: sha256(large.subarray(0, 1_000)) }
    const verify = () => storage.verify('a', async () => expected)
    await expect(verify()).rejects.toMatchObject({ name: 'ObjectDamaged', key: 'a', damage: 'missing' })
    await storage.put('a', Readable.from([large.subarray(0, 999)]))
    await expect(verify()).rejects.toMatchObject({ damage: 'cut' })
    await storage.put('a', Readable.from([large.subarray(1, 1_001)]))
    await expect(verify()).rejects.toMatchObject({ damage: 'altered' })
    await storage.put('a', Readable.from([large.subarray(0, 1_000)]))
    await verify()
    await storage.put('a', Readable.from([large.subarray(1, 1_001)]))
    await expect(verify()).rejects.toMatchObject({ damage: 'altered' })
  })

  it('are copied in parts where they are large, and deleted a thousand at once', async () => {
    const { storage, proxy } = await counted()
    await storage.put('large', Readable.from([large]))
    await storage.copy('large', 'copy')
    expect(proxy.seen.filter(({ path }) => path.includes('partNumber') && path.includes('copy'))).toHaveLength(3)
    expect((await buffer(await storage.read('copy'))).equals(large)).toBe(true)
    const keys = Array.from({ length: 2_100 }, (_, index) => `never/${index}`)
    await storage.deleteAll(['copy', ...keys])
    expect(proxy.seen.filter(({ method, path }) => method === 'POST' && path.includes('?delete'))).toHaveLength(3)
    expect(await storage.stat('copy')).toBeUndefined()
  })

  it('move through little memory, and leave nothing on the disk here', async () => {
    const folder = await temporaryFolder()
    const storage = await openStorage(server().newUrl(), { scratch_directory: folder })
    const upload = { key: 'up', upload_id: await storage.begin('up') }
    const seen: string[][] = []
    const watched = async function* () {
      for (let at = 0; at < large.length; at += 1_000_000) {
        seen.push(await readdir(folder))
        yield large.subarray(at, at + 1_000_000)
      }
    }
    const part = await storage.part(upload, { number: 1, offset: 0, body: watched() })
    await storage.complete(upload, [part])
    expect(seen.flat()).toEqual([])
    expect((await buffer(await storage.read('up'))).equals(large)).toBe(true)
  })

  it('are copied once for all who read them at a time, and their copies go', async () => {
    const { storage, proxy, folder } = await counted()
    const stored = await storage.put('large', Readable.from([large]))
    const reads = () => proxy.seen.filter(({ method }) => method === 'GET').length
    const before = reads()
    const stage = () => storage.stage('large', async () => stored)
    const staged = await Promise.all([stage(), stage(), stage()])
    expect(reads()).toBe(before + 1)
    expect(await readdir(folder)).toHaveLength(1)
    for (const one of staged) await one[Symbol.asyncDispose]()
    await using again = await stage()
    expect(reads()).toBe(before + 1)
    await storage.put('large', Readable.from([large.subarray(1)]))
    await expect(stage()).rejects.toMatchObject({ damage: 'cut' })
    expect((await readFile(again.path)).equals(large)).toBe(true)
    await again[Symbol.asyncDispose]()
    await storage[Symbol.asyncDispose]()
    expect(await readdir(folder)).toEqual([])
  })

  it('have no copy that stays when it is not whole, or after its time', async () => {
    const folder = await temporaryFolder()
    const storage = await openStorage(server().newUrl(), { scratch_directory: folder, staged_idle_ms: 0 })
    const stored = await storage.put('large', Readable.from([large]))
    const altered = async () => ({ ...stored, sha256: sha256(Buffer.from('other')) })
    await expect(storage.stage('large', altered)).rejects.toMatchObject({ damage: 'altered' })
    expect(await readdir(folder)).toEqual([])
    const staged = await storage.stage('large', async () => stored)
    expect((await stat(staged.path)).mode & 0o777).toBe(0o600)
    await staged[Symbol.asyncDispose]()
    expect(await readdir(folder)).toEqual([])
  })

  it('are found behind a name that is the bucket, and not there by its path', async () => {
    const virtual = await started(name, { virtual_domain: 's3.example.org' })
    vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://s3.example.org:${virtual.port}`)
    const hosts = new Set<string>()
    const storage = await openStorage(`${virtual.newUrl()}?path_style=false`, {
      lookup: (host, options, found) => {
        hosts.add(host)
        lookup('127.0.0.1', options, found)
      },
    })
    await storage.check()
    await storage.put('ü b', Readable.from(['words'].map((words) => Buffer.from(words))))
    expect(await text(await storage.read('ü b'))).toBe('words')
    expect([...hosts]).toEqual(['assay.s3.example.org'])
  })

  it('are reached over TLS whose authority is named, and not without', async () => {
    const authority = await generate([{ name: 'commonName', value: 'an authority' }], {
      extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
    })
    const certificate = await generate([{ name: 'commonName', value: 'a store' }], {
      ca: { key: authority.private, cert: authority.cert },
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    })
    const certificates = await temporaryFolder()
    await writeFile(join(certificates, 'public.crt'), certificate.cert)
    await writeFile(join(certificates, 'private.key'), certificate.private)
    await writeFile(join(certificates, 'authority.pem'), authority.cert)
    const secured = await started(name, { certificates })
    vi.stubEnv('AWS_CA_BUNDLE', undefined)
    const stranger = await openStorage(secured.newUrl(), { attempts: 1 })
    await expect(stranger.check()).rejects.toBeInstanceOf(StorageAway)
    vi.stubEnv('AWS_CA_BUNDLE', join(certificates, 'authority.pem'))
    const storage = await openStorage(secured.newUrl())
    await storage.check()
    await storage.put('large', Readable.from([large]))
    expect((await buffer(await storage.read('large'))).equals(large)).toBe(true)
    vi.stubEnv('AWS_CA_BUNDLE', join(certificates, 'absent.pem'))
    await expect(openStorage(secured.newUrl())).rejects.toThrow('AWS_CA_BUNDLE names a file that cannot be read')
  })
})

describe('an object that rots on the disk of its store', () => {
  const server = useS3Server('versitygw')

  it('is not given as a whole one, although the store knows nothing of it', async () => {
    const url = server().newUrl()
    const storage = await openStorage(url)
    await storage.put('objects/a', Readable.from([large.subarray(0, 3_000_000)]))
    const path = join(server().folder, new URL(url).pathname, 'objects', '=a')
    const { atime, mtime } = await stat(path)
    const bytes = await readFile(path)
    bytes[1_000] = (bytes[1_000] ?? 0) ^ 1
    await writeFile(path, bytes)
    await utimes(path, atime, mtime)
    await expect(storage.read('objects/a').then(buffer)).rejects.toMatchObject({ damage: 'altered' })
  })
})

async function started(name: S3ServerName, options: S3ServerOptions): Promise<S3Server> {
  const server = await startS3Server(name, options)
  onTestFinished(() => server[Symbol.asyncDispose]())
  for (const [variable, value] of Object.entries(server.env)) vi.stubEnv(variable, value)
  return server
}

async function temporaryFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'assay-storage-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
