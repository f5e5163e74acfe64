import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { buffer, json, text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { idKey, openStorage, StorageAway, UploadMissing } from '../src/index.ts'
import { storageContract } from './storage.contract.ts'

/** Runs a command that may mount for itself alone. */
const ownMounts = ['unshare', '--user', '--map-root-user', '--mount'] as const

async function temporaryFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'assay-storage-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

async function openIn(folder: string, options = {}) {
  return openStorage(pathToFileURL(join(folder, 'deep', 'objects')).href, options)
}

async function* bytesOf(words: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(words)
}

describe('storage in a folder', () => {
  describe('that takes parts of any size', () => {
    storageContract(async () => openIn(await temporaryFolder()))
  })

  describe('that takes no small parts', () => {
    storageContract(async () => openIn(await temporaryFolder(), { min_part_bytes: 300_000 }))
  })

  it('lets nobody but its owner in', async () => {
    const storage = await openIn(await temporaryFolder())
    await storage.put('objects/a', bytesOf('secret'))
    const upload = { key: 'objects/b', upload_id: await storage.begin('objects/b') }
    const part = await storage.part(upload, { number: 1, offset: 0, body: bytesOf('secret') })
    await storage.complete(upload, [part])
    for (const key of ['objects/a', 'objects/b']) {
      const path = storage.localPath(key) ?? ''
      expect((await stat(path)).mode & 0o777).toBe(0o600)
      expect((await stat(join(path, '..'))).mode & 0o777).toBe(0o700)
      expect(await readFile(path, 'utf8')).toBe('secret')
    }
  })

  it('may have an upload completed and aborted by several processes at once', async () => {
    const folder = await temporaryFolder()
    const processes = await Promise.all([1, 2, 3].map(() => openIn(folder)))
    const [first] = processes
    for (let turn = 0; turn < 50; turn += 1) {
      const upload = { key: `objects/${turn}`, upload_id: (await first?.begin(`objects/${turn}`)) ?? '' }
      const part = await first?.part(upload, { number: 1, offset: 0, body: bytesOf('whole') })
      const said = await Promise.all(processes.map((storage) => storage.complete(upload, part ? [part] : [])))
      expect(said).toEqual(Array(3).fill({ size_bytes: 5 }))
      expect(await readFile(first?.localPath(upload.key) ?? '', 'utf8')).toBe('whole')
      const aborted = { key: 'objects/aborted', upload_id: (await first?.begin('objects/aborted')) ?? '' }
      await Promise.all(processes.map((storage) => storage.abort(aborted)))
    }
  })

  it('spreads objects over folders', async () => {
    const folder = await temporaryFolder()
    const storage = await openIn(folder)
    for (let index = 0; index < 100; index += 1) await storage.put(`objects/${index}`, bytesOf('x'))
    expect((await readdir(join(folder, 'deep', 'objects', 'objects'))).length).toBeGreaterThan(40)
  })

  it('leaves nothing on the disk when a put breaks off, and removes what a killed process has left', async () => {
    const folder = await temporaryFolder()
    const incoming = join(folder, 'deep', 'objects', '=incoming')
    const storage = await openIn(folder)
    const broken = async function* () {
      yield Buffer.from('half')
      throw new Error('broken')
    }
    await expect(storage.put('a', broken())).rejects.toThrow('broken')
    expect(await readdir(incoming)).toEqual([])
    const yesterday = new Date(Date.now() - 25 * 3_600_000)
    await writeFile(join(incoming, 'old'), 'x')
    await utimes(join(incoming, 'old'), yesterday, yesterday)
    await mkdir(join(incoming, 'old upload'))
    await writeFile(join(incoming, 'old upload', 'bytes'), 'x')
    await utimes(join(incoming, 'old upload'), yesterday, yesterday)
    await writeFile(join(incoming, 'growing'), 'x')
    await openIn(folder)
    expect(await readdir(incoming)).toEqual(['growing'])
  })

  it('gives back the room of a part that broke off, and of one that was emptied', async () => {
    const folder = await temporaryFolder()
    const storage = await openIn(folder)
    const upload = { key: 'up', upload_id: await storage.begin('up') }
    const size = async () => {
      const inside = join(folder, 'deep', 'objects', '=uploads', upload.upload_id)
      const [writer = ''] = (await readdir(inside)).filter((name) => name !== 'key')
      return (await stat(join(inside, writer, 'bytes'))).size
    }
    await storage.part(upload, { number: 1, offset: 0, body: bytesOf('first') })
    await storage.part(upload, { number: 2, offset: 5, body: bytesOf('second') })
    expect(await size()).toBe(11)
    const broken = async function* () {
      yield Buffer.alloc(100_000)
      throw new Error('broken')
    }
    await expect(storage.part(upload, { number: 3, offset: 11, body: broken() })).rejects.toThrow('broken')
    expect(await size()).toBe(11)
    await storage.part(upload, { number: 2, offset: 5, body: bytesOf('') })
    expect(await size()).toBe(5)
  })

  it('takes a part again after the process that took it was killed', async () => {
    const folder = await temporaryFolder()
    const storage = await openIn(folder)
    const upload = { key: 'up', upload_id: await storage.begin('up') }
    const first = await storage.part(upload, { number: 1, offset: 0, body: bytesOf('first ') })
    const script = fileURLToPath(new URL('./scripts/endless-part.ts', import.meta.url))
    const args = [script, join(folder, 'deep', 'objects'), upload.upload_id]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'close')
    const after = await openIn(folder)
    expect(await after.stat('up')).toBeUndefined()
    const again = await after.part(upload, { number: 2, offset: 6, body: bytesOf('again') })
    await after.complete(upload, [first, again])
    expect(await text(await after.read('up'))).toBe('first again')
  })

  it('keeps apart what several processes write of one upload, even after it is complete', async () => {
    const folder = await temporaryFolder()
    const [one, other] = [await openIn(folder), await openIn(folder)]
    const upload = { key: 'up', upload_id: await one.begin('up') }
    const first = await one.part(upload, { number: 1, offset: 0, body: bytesOf('first ') })
    const slow = new PassThrough()
    slow.write('stale')
    const stale = one.part(upload, { number: 2, offset: 6, body: slow })
    const refused = expect(stale).rejects.toBeInstanceOf(UploadMissing)
    const broken = async function* () {
      yield Buffer.from('half')
      throw new Error('broken')
    }
    await expect(other.part(upload, { number: 3, offset: 6, body: broken() })).rejects.toThrow('broken')
    const last = await other.part(upload, { number: 4, offset: 6, body: bytesOf('last') })
    expect(await other.complete(upload, [first, last])).toEqual({ size_bytes: 10 })
    slow.end(' and late')
    await refused
    expect(await text(await one.read('up'))).toBe('first last')
  })

  it('moves large objects through little memory', async () => {
    const size_bytes = 600_000_000
    const outcome = await runScript(new URL('./scripts/large-object.ts', import.meta.url), {
      args: [await temporaryFolder(), String(size_bytes)],
    })
    const grown_bytes = expect.toSatisfy((grown: number) => grown < size_bytes / 4)
    expect(outcome).toEqual({ size_bytes, read_bytes: size_bytes, grown_bytes })
  })

  it.skipIf(!canMountTmpfs())('answers STORAGE_FULL on a full disk and leaves nothing half-written', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'small'))
    await chmod(folder, 0o777)
    const small = `mount -t tmpfs -o size=1m tmpfs "$1" && shift && exec "$@"`
    const outcome = await runScript(new URL('./scripts/full-disk.ts', import.meta.url), {
      args: [join(folder, 'small')],
      under: [...ownMounts, 'sh', '-c', small, 'sh', join(folder, 'small')],
    })
    expect(outcome).toEqual({
      put: 'STORAGE_FULL',
      part: 'STORAGE_FULL',
      again: 'STORAGE_FULL',
      listed: ['small', 'upload'],
      after: 'kept',
      upload: 'firstx',
    })
  })
})

describe(openStorage, () => {
  it('says what it does not support', async () => {
    await expect(openStorage('gs://bucket/prefix')).rejects.toThrow('"gs:" is not supported')
  })
})

interface Script {
  readonly args: readonly string[]
  /** The command that runs it. */
  readonly under?: readonly string[]
}

async function runScript(script: URL, { args, under = [] }: Script): Promise<unknown> {
  const [command = '', ...rest] = [...under, process.execPath, fileURLToPath(script), ...args]
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [answer] = await Promise.all([json(child.stdout), once(child, 'close')])
  return answer
}

function canMountTmpfs(): boolean {
  const [command, ...args] = ownMounts
  return spawnSync(command, [...args, 'sh', '-c', 'mount -t tmpfs tmpfs /mnt']).status === 0
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

describe('an object that is no longer as it was stored', () => {
  async function stored() {
    const storage = await openIn(await temporaryFolder())
    const { size_bytes, sha256 } = await storage.put('objects/a', bytesOf('what was stored'))
    const path = storage.localPath('objects/a') ?? ''
    let asked = 0
    const verify = () =>
      storage.verify('objects/a', async () => {
        asked += 1
        return { size_bytes, sha256 }
      })
    return { storage, path, verify, asked: () => asked }
  }

  it('is found by one bit, by its length, or by its absence, and while it is whole it is read once', async () => {
    const { path, verify, asked } = await stored()
    await Promise.all([verify(), verify(), verify()])
    await verify()
    expect(asked()).toBe(1)
    const bytes = await readFile(path)
    const { atime, mtime } = await stat(path)
    bytes[3] = (bytes[3] ?? 0) ^ 1
    await writeFile(path, bytes)
    await utimes(path, atime, mtime)
    await expect(verify()).rejects.toMatchObject({ name: 'ObjectDamaged', key: 'objects/a', damage: 'altered' })
    await writeFile(path, bytes.subarray(0, 5))
    await expect(verify()).rejects.toMatchObject({ damage: 'cut' })
    await rm(path)
    await expect(verify()).rejects.toMatchObject({ damage: 'missing' })
    await writeFile(path, 'what was stored')
    await verify()
  })

  it('is known to be whole again when it was put again', async () => {
    const { storage, path, verify } = await stored()
    await writeFile(path, 'something else!')
    await expect(verify()).rejects.toMatchObject({ damage: 'altered' })
    await storage.put('objects/a', bytesOf('what was stored'))
    await verify()
  })
})

describe('a large object', () => {
  const piece = () => Buffer.alloc(64 * 1024, 'a large object. ')
  const pieces = Array.from({ length: 200 }, piece)
  const bytes = Buffer.concat(pieces)
  const whole = { size_bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }

  it('is hashed behind who writes it, whole or in parts, and by another process only once', async () => {
    const folder = await temporaryFolder()
    await using storage = await openIn(folder)
    expect(await storage.put('objects/a', Readable.from(pieces))).toEqual(whole)
    const upload = { key: 'objects/b', upload_id: await storage.begin('objects/b') }
    const parts = [1, 2].map((number) => ({ number, offset: (number - 1) * bytes.length, body: Readable.from(pieces) }))
    for (const part of await Promise.all(parts.map((part) => storage.part(upload, part)))) {
      expect(part).toMatchObject(whole)
    }
    await using other = await openIn(folder)
    await other.verify('objects/a', async () => whole)
    const altered = await open(storage.localPath('objects/a') ?? '', 'r+')
    await altered.write('!', 7_000_000)
    await altered.close()
    for (const one of [storage, other]) {
      await expect(one.verify('objects/a', async () => whole)).rejects.toMatchObject({ damage: 'altered' })
    }
  })

  it('gives back the memory of pieces that are nobody else’s, and of no others', async () => {
    await using storage = await openIn(await temporaryFolder())
    const [given, kept] = [
      [piece(), piece()],
      [piece(), piece()],
    ]
    await storage.put('objects/a', Readable.from(given), { is_given: true })
    await storage.put('objects/b', Readable.from(kept))
    expect(given.map(({ byteLength }) => byteLength)).toEqual([0, 0])
    expect(Buffer.concat(kept)).toEqual(Buffer.concat([piece(), piece()]))
    expect(await buffer(await storage.read('objects/a'))).toEqual(Buffer.concat(kept))
  })
})

describe('a store whose disk is not mounted', () => {
  const away = (error: unknown) => error instanceof StorageAway

  it('says so whatever it is asked, changes nothing, and goes on when it is back', async () => {
    const folder = await temporaryFolder()
    const storage = await openIn(folder)
    const root = join(folder, 'deep', 'objects')
    await storage.put(idKey, bytesOf('this one'))
    await storage.put('objects/a', bytesOf('kept'))
    await storage.check()
    const began = performance.now()
    await rename(root, `${root}-elsewhere`)
    await mkdir(root)
    const upload = { key: 'objects/b', upload_id: '00000000-0000-4000-8000-000000000000' }
    const asked = [
      () => storage.put('objects/b', bytesOf('lost')),
      () => storage.read('objects/a'),
      () => storage.verify('objects/a', async () => undefined),
      () => storage.stage('objects/a', async () => undefined),
      () => storage.stat('objects/a'),
      () => storage.delete('objects/a'),
      () => storage.deleteAll(['objects/a']),
      () => storage.copy('objects/a', 'objects/b'),
      () => storage.parts(upload),
      () => all(storage.list('objects/')),
      () => all(storage.unfinished('objects/')),
      () => storage.begin('objects/b'),
      () => storage.part(upload, { number: 1, offset: 0, body: bytesOf('lost') }),
      () => storage.complete(upload, [{ number: 1, size_bytes: 4, etag: 'x' }]),
      () => storage.abort(upload),
      () => storage.check(),
    ]
    for (const ask of asked) await expect(ask()).rejects.toSatisfy(away)
    expect(await readdir(root)).toEqual([])
    await rm(root, { recursive: true })
    await rename(`${root}-elsewhere`, root)
    await storage.check()
    await expect(storage.check({ since_ms: began })).rejects.toSatisfy(away)
    await storage.check({ since_ms: performance.now() })
    expect(await text(await storage.read('objects/a'))).toBe('kept')
  })

  it('is not taken for another one that is there instead', async () => {
    const [folder, other] = [await temporaryFolder(), await temporaryFolder()]
    const storage = await openIn(folder)
    await storage.put(idKey, bytesOf('this one'))
    await storage.check()
    await (await openIn(other)).put(idKey, bytesOf('another one'))
    await rename(join(folder, 'deep'), join(folder, 'away'))
    await rename(join(other, 'deep'), join(folder, 'deep'))
    await expect(storage.check()).rejects.toSatisfy(away)
    await expect(storage.read('objects/a')).rejects.toSatisfy(away)
  })
})
