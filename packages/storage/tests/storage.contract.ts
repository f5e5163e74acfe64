import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type ListedObject, ObjectMissing, type Storage } from '../src/index.ts'

/** What every store must do. */
export function storageContract(open: () => Promise<Storage>): void {
  async function opened(): Promise<Storage> {
    const storage = await open()
    onTestFinished(() => storage[Symbol.asyncDispose]())
    return storage
  }

  describe('put and read', () => {
    it('gives back the bytes that were put, with their size and SHA-256', async () => {
      const storage = await opened()
      const bytes = randomBytes(3_000_000)
      const stored = await storage.put('objects/a', inPieces(bytes, 70_000))
      expect(stored).toEqual({ size_bytes: bytes.length, sha256: sha256(bytes) })
      expect((await buffer(await storage.read('objects/a'))).equals(bytes)).toBe(true)
    })

    it('takes Node streams', async () => {
      const storage = await opened()
      await storage.put('a', Readable.from([Buffer.from('one '), Buffer.from('two')]))
      expect(await readText(storage, 'a')).toBe('one two')
    })

    it('holds empty objects', async () => {
      const storage = await opened()
      const stored = await storage.put('empty', inPieces(Buffer.alloc(0)))
      expect(stored).toEqual({ size_bytes: 0, sha256: sha256(Buffer.alloc(0)) })
      expect(await readText(storage, 'empty')).toBe('')
      expect(await storage.stat('empty')).toEqual({ size_bytes: 0 })
    })

    it.each([
      [{ start: 2, end: 4 }, 'cde'],
      [{ start: 7 }, 'hij'],
      [{ end: 1 }, 'ab'],
      [{ start: 9, end: 9 }, 'j'],
      [{ start: 8, end: 5000 }, 'ij'],
    ])('reads the range %j', async (range, expected) => {
      const storage = await opened()
      await putText(storage, 'letters', 'abcdefghij')
      expect(await text(await storage.read('letters', range))).toBe(expected)
    })

    it.each([{ start: 10 }, { start: 5, end: 4 }, { start: -1 }])('refuses the range %j', async (range) => {
      const storage = await opened()
      await putText(storage, 'letters', 'abcdefghij')
      await expect(storage.read('letters', range)).rejects.toMatchObject({
        code: 'RANGE_INVALID',
        data: { size_bytes: 10 },
      })
    })

    it('says that an object is missing before it gives a stream', async () => {
      const storage = await opened()
      await putText(storage, 'folder/there', 'x')
      await expect(storage.read('folder/absent')).rejects.toBeInstanceOf(ObjectMissing)
      await expect(storage.read('folder')).rejects.toBeInstanceOf(ObjectMissing)
      await expect(storage.read('folder/there/below')).rejects.toBeInstanceOf(ObjectMissing)
    })
  })

  describe('overwriting', () => {
    it('replaces the object whole, and leaves readers of the old one alone', async () => {
      const storage = await opened()
      const old = Buffer.alloc(2_000_000, 'o')
      await storage.put('a', inPieces(old))
      const reading = await storage.read('a')
      await putText(storage, 'a', 'new')
      expect((await buffer(reading)).equals(old)).toBe(true)
      expect(await readText(storage, 'a')).toBe('new')
    })

    it('ends with one of the writers whole when several write at once', async () => {
      const storage = await opened()
      const bodies = Array.from({ length: 8 }, (_, index) => Buffer.alloc(300_000, String(index)))
      await Promise.all(bodies.map((body) => storage.put('a', inPieces(body, 10_000))))
      const bytes = await buffer(await storage.read('a'))
      expect(bodies.some((body) => body.equals(bytes))).toBe(true)
    })
  })

  describe('a put that breaks off', () => {
    it('leaves nothing', async () => {
      const storage = await opened()
      await expect(storage.put('a', breakingAfter('half'))).rejects.toThrow('broken')
      expect(await storage.stat('a')).toBeUndefined()
      expect(await listed(storage, '')).toEqual([])
    })

    it('leaves the object that was there', async () => {
      const storage = await opened()
      await putText(storage, 'a', 'old')
      await expect(storage.put('a', breakingAfter('new'))).rejects.toThrow('broken')
      expect(await readText(storage, 'a')).toBe('old')
    })

    it('ends when the signal aborts, even if the body never does', async () => {
      const storage = await opened()
      const controller = new AbortController()
      const body = endless(() => controller.abort(new Error('enough')))
      await expect(storage.put('a', body, { signal: controller.signal })).rejects.toThrow()
      expect(await storage.stat('a')).toBeUndefined()
    })
  })

  describe('append', () => {
    it('makes an object of its parts', async () => {
      const storage = await opened()
      expect(await storage.append('up', { offset: 0, body: inPieces(Buffer.from('one ')) })).toEqual({ size_bytes: 4 })
      expect(await storage.append('up', { offset: 4, body: inPieces(Buffer.from('two')) })).toEqual({ size_bytes: 7 })
      expect(await readText(storage, 'up')).toBe('one two')
    })

    it('keeps what arrived before the connection broke, and goes on from there', async () => {
      const storage = await opened()
      await expect(storage.append('up', { offset: 0, body: breakingAfter('arrived') })).rejects.toThrow('broken')
      expect(await storage.stat('up')).toEqual({ size_bytes: 7 })
      await storage.append('up', { offset: 7, body: inPieces(Buffer.from(' whole')) })
      expect(await readText(storage, 'up')).toBe('arrived whole')
    })

    it('cuts what lies beyond the offset', async () => {
      const storage = await opened()
      await putText(storage, 'up', 'right WRONG AND LONG')
      await storage.append('up', { offset: 6, body: inPieces(Buffer.from('end')) })
      expect(await readText(storage, 'up')).toBe('right end')
    })

    it('refuses an offset beyond what there is', async () => {
      const storage = await opened()
      await putText(storage, 'up', 'four')
      const part = { offset: 5, body: inPieces(Buffer.from('x')) }
      await expect(storage.append('up', part)).rejects.toMatchObject({
        code: 'UPLOAD_OFFSET_WRONG',
        data: { received_bytes: 4 },
      })
      expect(await readText(storage, 'up')).toBe('four')
    })

    it('takes exactly as much as the limit, and of more leaves nothing', async () => {
      const storage = await opened()
      await storage.append('up', { offset: 0, body: inPieces(Buffer.from('1234')), limit_bytes: 4 })
      const part = { offset: 2, body: inPieces(Buffer.from('abc'), 1), limit_bytes: 4 }
      await expect(storage.append('up', part)).rejects.toMatchObject({
        code: 'UPLOAD_TOO_LARGE',
        data: { limit_bytes: 4 },
      })
      expect(await readText(storage, 'up')).toBe('12')
    })

    it('gives way to a later append to the same object', async () => {
      const storage = await opened()
      const started = Promise.withResolvers<void>()
      const stuck = storage.append('up', { offset: 0, body: stuckAfter('stale', started.resolve) })
      const refused = expect(stuck).rejects.toMatchObject({ code: 'UPLOAD_OFFSET_WRONG' })
      await started.promise
      await storage.append('up', { offset: 0, body: inPieces(Buffer.from('fresh')) })
      await refused
      expect(await readText(storage, 'up')).toBe('fresh')
    })
  })

  describe('keys', () => {
    const keys = [
      'a',
      'a/b',
      'a/=b',
      '=a',
      '%3Da',
      'ключ/鍵/🗝 é',
      'a b/c+d&e?f#g',
      'x'.repeat(200),
      'a/A',
      'incoming/=incoming',
    ]

    it('keeps objects apart by their keys, and lists them as they were named', async () => {
      const storage = await opened()
      for (const key of keys) await putText(storage, key, `content of ${key}`)
      for (const key of keys) expect(await readText(storage, key)).toBe(`content of ${key}`)
      expect((await listed(storage, '')).map(({ key }) => key).toSorted()).toEqual(keys.toSorted())
    })

    it.each([
      '',
      '/',
      '/etc/passwd',
      'a/',
      'a//b',
      '.',
      '..',
      '../a',
      'a/../../b',
      'a/./b',
      'a\0b',
      'a\nb',
      'a\\b',
      '\ud800',
      'x'.repeat(201),
      'x/'.repeat(600).concat('x'),
    ])('refuses the key %j', async (key) => {
      const storage = await opened()
      await expect(storage.put(key, inPieces(Buffer.from('x')))).rejects.toThrow(RangeError)
      await expect(storage.read(key)).rejects.toThrow(RangeError)
      await expect(storage.stat(key)).rejects.toThrow(RangeError)
      await expect(storage.delete(key)).rejects.toThrow(RangeError)
      await expect(storage.append(key, { offset: 0, body: inPieces(Buffer.from('x')) })).rejects.toThrow(RangeError)
      expect(() => storage.localPath(key)).toThrow(RangeError)
    })
  })

  describe('list', () => {
    it('finds by prefix, also within a part, with size and time', async () => {
      const storage = await opened()
      const before = Date.now()
      for (const key of ['runs/1/a', 'runs/1/b', 'runs/10', 'runs/2/a', 'other']) await putText(storage, key, 'four')
      expect(await keysOf(storage, 'runs/1/')).toEqual(['runs/1/a', 'runs/1/b'])
      expect(await keysOf(storage, 'runs/1')).toEqual(['runs/1/a', 'runs/1/b', 'runs/10'])
      expect(await keysOf(storage, 'absent/')).toEqual([])
      const [object] = await listed(storage, 'other')
      expect(object?.size_bytes).toBe(4)
      expect(Math.abs(Date.parse(object?.modified_at ?? '') - before)).toBeLessThan(60_000)
    })
  })

  describe('delete', () => {
    it('removes an object and does not mind that there is none', async () => {
      const storage = await opened()
      await putText(storage, 'a/b', 'x')
      await putText(storage, 'a/c', 'y')
      await storage.delete('a/b')
      await storage.delete('a/b')
      await storage.delete('never/there')
      expect(await storage.stat('a/b')).toBeUndefined()
      expect(await keysOf(storage, '')).toEqual(['a/c'])
    })
  })

  it('says that it can be used', async () => {
    const storage = await opened()
    await expect(storage.check()).resolves.toBeUndefined()
  })
}

async function* inPieces(bytes: Buffer, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

async function* breakingAfter(words: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(words)
  throw new Error('broken')
}

async function* endless(onTenth: () => void): AsyncGenerator<Uint8Array> {
  for (let count = 1; ; count += 1) {
    if (count === 10) onTenth()
    yield Buffer.alloc(1000)
  }
}

/** Gives the words and then neither ends nor fails, as a connection that nobody closed. */
function stuckAfter(words: string, onTaken: () => void): Readable {
  let isGiven = false
  return new Readable({
    read() {
      if (isGiven) return onTaken()
      isGiven = true
      this.push(Buffer.from(words))
    },
  })
}

async function putText(storage: Storage, key: string, words: string): Promise<void> {
  await storage.put(key, inPieces(Buffer.from(words)))
}

async function readText(storage: Storage, key: string): Promise<string> {
  return text(await storage.read(key))
}

async function listed(storage: Storage, prefix: string): Promise<ListedObject[]> {
  const objects: ListedObject[] = []
  for await (const object of storage.list(prefix)) objects.push(object)
  return objects
}

async function keysOf(storage: Storage, prefix: string): Promise<string[]> {
  return (await listed(storage, prefix)).map(({ key }) => key).toSorted()
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
