import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  type ExpectedObject,
  type ListedObject,
  ObjectExists,
  ObjectMissing,
  type PartedUpload,
  PartsInvalid,
  type Storage,
  TakenOver,
  type UnfinishedUpload,
  UploadMissing,
} from '../src/index.ts'

interface Differences {
  /** Why uploads that are not complete are found by whole keys alone; absent: they are found by prefix. */
  readonly finds_uploads_by_key_alone?: string
}

/** What every store must do. */
export function storageContract(open: () => Promise<Storage>, differences: Differences = {}): void {
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

  describe('a put that must not replace', () => {
    it('throws where there is an object, and leaves that', async () => {
      const storage = await opened()
      const put = (words: string) => storage.put('a', inPieces(Buffer.from(words)), { if_absent: true })
      expect(await put('first')).toMatchObject({ size_bytes: 5 })
      await expect(put('second')).rejects.toBeInstanceOf(ObjectExists)
      const large = storage.put('a', inPieces(randomBytes(20_000_000)), { if_absent: true })
      await expect(large).rejects.toBeInstanceOf(ObjectExists)
      expect(await readText(storage, 'a')).toBe('first')
      await storage.delete('a')
      await put('third')
      expect(await readText(storage, 'a')).toBe('third')
      expect(await unfinished(storage, 'a')).toEqual([])
    })

    it('lets exactly one of several at once write', async () => {
      const storage = await opened()
      const bodies = Array.from({ length: 6 }, (_, index) => Buffer.alloc(100_000, String(index)))
      const puts = await Promise.allSettled(bodies.map((body) => storage.put('a', inPieces(body), { if_absent: true })))
      const winner = puts.findIndex(({ status }) => status === 'fulfilled')
      expect(puts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect((await buffer(await storage.read('a'))).equals(bodies[winner] ?? Buffer.alloc(0))).toBe(true)
    })
  })

  describe('copy', () => {
    it('makes a second object, which stays as it is when the first changes', async () => {
      const storage = await opened()
      await putText(storage, 'old', 'old')
      for (const key of ['ключ/a b+c', 'deep/er/b']) await putText(storage, key, 'bytes')
      await storage.copy('ключ/a b+c', 'copies/鍵 &?#%41')
      await storage.copy('deep/er/b', 'old')
      await putText(storage, 'ключ/a b+c', 'other bytes')
      await storage.delete('deep/er/b')
      expect(await readText(storage, 'copies/鍵 &?#%41')).toBe('bytes')
      expect(await readText(storage, 'old')).toBe('bytes')
    })

    it('copies what arrived in parts', async () => {
      const storage = await opened()
      const { upload, send, sizes } = await begun(storage, 'up')
      await storage.complete(upload, [await send(1, 'a'), await send(2, 'end')])
      await storage.copy('up', 'copy')
      expect(await readText(storage, 'copy')).toBe(`${'a'.repeat(sizes.part)}end`)
    })

    it('says that there is nothing to copy, and leaves what has the key', async () => {
      const storage = await opened()
      await putText(storage, 'there', 'kept')
      await expect(storage.copy('absent', 'there')).rejects.toBeInstanceOf(ObjectMissing)
      await expect(storage.copy('absent', 'new')).rejects.toBeInstanceOf(ObjectMissing)
      await expect(storage.copy('../a', 'there')).rejects.toThrow(RangeError)
      await expect(storage.copy('there', '../a')).rejects.toThrow(RangeError)
      expect(await readText(storage, 'there')).toBe('kept')
      expect(await keysOf(storage, '')).toEqual(['there'])
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

  describe('an object that arrives in parts', () => {
    it('is made of its parts, in whatever order they came, and cannot be read before', async () => {
      const storage = await opened()
      const { upload, send, sizes } = await begun(storage, 'up')
      const second = await send(2, 'b')
      const third = await send(3, 'end')
      expect(await storage.stat('up')).toBeUndefined()
      await expect(storage.read('up')).rejects.toBeInstanceOf(ObjectMissing)
      expect(await listed(storage, '')).toEqual([])
      const first = await send(1, 'a')
      const size_bytes = 2 * sizes.part + 3
      expect(await storage.complete(upload, [first, second, third])).toEqual({ size_bytes })
      expect(await readText(storage, 'up')).toBe(`${'a'.repeat(sizes.part)}${'b'.repeat(sizes.part)}end`)
      expect(await listed(storage, '')).toEqual([expect.objectContaining({ key: 'up', size_bytes })])
    })

    it('replaces the object that had the key whole, when it is complete', async () => {
      const storage = await opened()
      await putText(storage, 'up', 'old and long')
      const { upload, send } = await begun(storage, 'up')
      const part = await send(1, 'new')
      expect(await readText(storage, 'up')).toBe('old and long')
      await storage.complete(upload, [part])
      expect(await readText(storage, 'up')).toBe('new')
    })

    it('can be empty, of one empty part', async () => {
      const storage = await opened()
      const { upload, send } = await begun(storage, 'up')
      await storage.complete(upload, [await send(1, '')])
      expect(await storage.stat('up')).toEqual({ size_bytes: 0 })
    })

    it('takes a part again, in place of the one before, whose name is good for nothing then', async () => {
      const storage = await opened()
      const { upload, send } = await begun(storage, 'up')
      const first = await send(1, 'first and longer')
      const again = await send(1, 'again')
      expect(again.etag).not.toBe(first.etag)
      await expect(storage.complete(upload, [first])).rejects.toBeInstanceOf(PartsInvalid)
      await storage.complete(upload, [again])
      expect(await readText(storage, 'up')).toBe('again')
    })

    it('leaves out what a part had that was emptied again', async () => {
      const storage = await opened()
      const { upload, send, sizes } = await begun(storage, 'up')
      const first = await send(1, 'a')
      await send(2, 'wrong')
      await send(2, '')
      await storage.complete(upload, [first])
      expect(await readText(storage, 'up')).toBe('a'.repeat(sizes.part))
    })

    it('refuses to be complete without parts, with unknown ones and with a small one that is not the last', async () => {
      const storage = await opened()
      const { upload, send } = await begun(storage, 'up')
      const first = await send(1, 'a')
      const unknown = { number: 2, size_bytes: 1, etag: first.etag }
      await expect(storage.complete(upload, [])).rejects.toBeInstanceOf(PartsInvalid)
      await expect(storage.complete(upload, [first, unknown])).rejects.toBeInstanceOf(PartsInvalid)
      if (storage.min_part_bytes > 1) {
        const small = { offset: 0, number: 1, body: inPieces(Buffer.alloc(storage.min_part_bytes - 1)) }
        const parts = [
          await storage.part(upload, small),
          await storage.part(upload, {
            offset: storage.min_part_bytes - 1,
            number: 2,
            body: inPieces(Buffer.from('b')),
          }),
        ]
        await expect(storage.complete(upload, parts)).rejects.toThrow('smaller than')
      }
      expect(await storage.stat('up')).toBeUndefined()
    })

    it('may be completed twice, also at once', async () => {
      const storage = await opened()
      const { upload, send } = await begun(storage, 'up')
      const parts = [await send(1, 'whole')]
      const complete = () => storage.complete(upload, parts)
      const said = await Promise.all([complete(), complete(), complete()])
      expect([...said, await complete()]).toEqual(Array(4).fill({ size_bytes: 5 }))
      expect(await readText(storage, 'up')).toBe('whole')
      expect(await unfinished(storage, 'up')).toEqual([])
    })

    it('may be aborted twice, and takes nothing afterwards', async () => {
      const storage = await opened()
      const { upload, send } = await begun(storage, 'up')
      const part = await send(1, 'gone')
      await storage.abort(upload)
      await storage.abort(upload)
      await expect(send(2, 'late')).rejects.toBeInstanceOf(UploadMissing)
      await expect(storage.complete(upload, [part])).rejects.toBeInstanceOf(UploadMissing)
      expect(await storage.stat('up')).toBeUndefined()
      expect(await unfinished(storage, 'up')).toEqual([])
    })

    it('stays when it is aborted after it is complete, and takes no part more', async () => {
      const storage = await opened()
      const { upload, send } = await begun(storage, 'up')
      await storage.complete(upload, [await send(1, 'kept')])
      await storage.abort(upload)
      await expect(send(1, 'late')).rejects.toBeInstanceOf(UploadMissing)
      expect(await readText(storage, 'up')).toBe('kept')
    })

    it('has no part that broke off, and takes that again', async () => {
      const storage = await opened()
      const { upload, send, sizes } = await begun(storage, 'up')
      const first = await send(1, 'a')
      const broken = { number: 2, offset: sizes.part, body: breakingAfter('half of a part') }
      await expect(storage.part(upload, broken)).rejects.toThrow('broken')
      await storage.complete(upload, [first, await send(2, 'whole')])
      expect(await readText(storage, 'up')).toBe(`${'a'.repeat(sizes.part)}whole`)
    })

    it('ends a part when the signal aborts, even if the body never does', async () => {
      const storage = await opened()
      const { upload, send } = await begun(storage, 'up')
      const controller = new AbortController()
      const body = endless(() => controller.abort(new Error('enough')))
      await expect(storage.part(upload, { number: 1, offset: 0, body, signal: controller.signal })).rejects.toThrow()
      await storage.complete(upload, [await send(1, 'whole')])
      expect(await readText(storage, 'up')).toBe('whole')
    })

    it.each(['sent again', 'completed', 'aborted'])('ends a part that is stuck when it is %s', async (what) => {
      const storage = await opened()
      const { upload, send, sizes } = await begun(storage, 'up')
      const first = await send(1, 'a')
      const started = Promise.withResolvers<void>()
      const body = stuckAfter('stale', started.resolve)
      const stuck = storage.part(upload, { number: 2, offset: sizes.part, body })
      const refused = expect(stuck).rejects.toBeInstanceOf(TakenOver)
      await started.promise
      const parts = what === 'sent again' ? [first, await send(2, 'fresh')] : [first]
      await (what === 'aborted' ? storage.abort(upload) : storage.complete(upload, parts))
      await refused
      const text = { 'sent again': `${'a'.repeat(sizes.part)}fresh`, completed: 'a'.repeat(sizes.part) }[what]
      if (text === undefined) expect(await storage.stat('up')).toBeUndefined()
      else expect(await readText(storage, 'up')).toBe(text)
    })

    it('takes parts beside each other, and ends none of them for another', async () => {
      const storage = await opened()
      const { upload, send, sizes } = await begun(storage, 'up')
      const started = Promise.withResolvers<void>()
      const slow = stuckAfter('slow', started.resolve)
      const third = storage.part(upload, { number: 3, offset: 2 * sizes.part, body: slow })
      await started.promise
      const broken = { number: 4, offset: 2 * sizes.part + 4, body: breakingAfter('half of a part') }
      const others = [send(2, 'b'), send(1, 'a'), storage.part(upload, broken)] as const
      await expect(others[2]).rejects.toThrow('broken')
      await Promise.all([others[0], others[1]])
      slow.push(null)
      await storage.complete(upload, [await others[1], await others[0], await third])
      expect(await readText(storage, 'up')).toBe(`${'a'.repeat(sizes.part)}${'b'.repeat(sizes.part)}slow`)
    })

    it('tells which parts it has, with the SHA-256 of each', async () => {
      const storage = await opened()
      const { upload, send, sizes } = await begun(storage, 'up')
      expect(await storage.parts(upload)).toEqual([])
      const second = await send(2, 'wrong')
      const again = await send(2, 'right')
      const first = await send(1, 'a')
      expect(await storage.parts(upload)).toEqual([first, again])
      expect(first).toEqual({
        number: 1,
        size_bytes: sizes.part,
        etag: expect.any(String),
        sha256: sha256(Buffer.alloc(sizes.part, 'a')),
      })
      expect(again).toMatchObject({ number: 2, size_bytes: 5, sha256: sha256(Buffer.from('right')) })
      expect(second.etag).not.toBe(again.etag)
      await storage.complete(upload, [first])
      await expect(storage.parts(upload)).rejects.toBeInstanceOf(UploadMissing)
      await expect(storage.parts({ ...upload, upload_id: 'never begun' })).rejects.toBeInstanceOf(UploadMissing)
    })

    it('is found by its prefix until it is complete or aborted, with the time when it was begun', async ({ skip }) => {
      const { finds_uploads_by_key_alone: difference } = differences
      skip(difference !== undefined, difference)
      const storage = await opened()
      const before = Date.now()
      const [whole, aborted, left] = [
        await begun(storage, 'runs/1'),
        await begun(storage, 'runs/2'),
        await begun(storage, 'runs/3'),
      ]
      await begun(storage, 'other')
      expect((await unfinished(storage, 'runs/')).map(({ key }) => key).toSorted()).toEqual([
        'runs/1',
        'runs/2',
        'runs/3',
      ])
      await whole.storage.complete(whole.upload, [await whole.send(1, 'x')])
      await storage.abort(aborted.upload)
      const found = await unfinished(storage, 'runs/')
      expect(found).toEqual([{ ...left.upload, begun_at: expect.any(String) }])
      expect(Math.abs(Date.parse(found[0]?.begun_at ?? '') - before)).toBeLessThan(60_000)
    })

    it('shares its key with others that are under way', async () => {
      const storage = await opened()
      const [one, other] = [await begun(storage, 'up'), await begun(storage, 'up')]
      const parts = [await one.send(1, 'one'), await other.send(1, 'other')] as const
      await expect(storage.complete(one.upload, [parts[1]])).rejects.toBeInstanceOf(PartsInvalid)
      await storage.complete(one.upload, [parts[0]])
      await storage.complete(other.upload, [parts[1]])
      expect(await readText(storage, 'up')).toBe('other')
    })

    it.each(['', '../up', 'never begun'])('does not know the upload %j', async (upload_id) => {
      const storage = await opened()
      const { upload } = await begun(storage, 'up')
      for (const strange of [
        { key: 'up', upload_id },
        { ...upload, key: 'down' },
      ]) {
        const part = { number: 1, offset: 0, body: inPieces(Buffer.from('x')) }
        await expect(storage.part(strange, part)).rejects.toBeInstanceOf(UploadMissing)
        await storage.abort(strange)
      }
      expect(await unfinished(storage, 'up')).toHaveLength(1)
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
      await expect(storage.begin(key)).rejects.toThrow(RangeError)
      expect(() => storage.localPath(key)).toThrow(RangeError)
    })
  })

  describe('stage', () => {
    it('gives a local file of an object that is whole, to several at once, also after it was deleted', async () => {
      const storage = await opened()
      const bytes = randomBytes(9_000_000)
      const stored = await storage.put('objects/a', inPieces(bytes))
      const stage = () => storage.stage('objects/a', async () => stored)
      await using one = await stage()
      await using other = await stage()
      for (const { path } of [one, other]) expect((await readFile(path)).equals(bytes)).toBe(true)
      if (storage.localPath('objects/a') === undefined) await storage.delete('objects/a')
      expect((await readFile(one.path)).equals(bytes)).toBe(true)
    })

    it('gives none of an object that is another, or is missing', async () => {
      const storage = await opened()
      await putText(storage, 'a', 'words')
      const expected = (size_bytes: number, words: string) => async () => ({
        size_bytes,
        sha256: sha256(Buffer.from(words)),
      })
      const stage = (key: string, object: () => Promise<ExpectedObject>) => storage.stage(key, object)
      await expect(stage('a', expected(4, 'word'))).rejects.toMatchObject({ name: 'ObjectDamaged', damage: 'cut' })
      await expect(stage('a', expected(5, 'swords'))).rejects.toMatchObject({ key: 'a', damage: 'altered' })
      await expect(stage('b', expected(5, 'words'))).rejects.toMatchObject({ damage: 'missing' })
      await using staged = await stage('a', expected(5, 'words'))
      expect(await readFile(staged.path, 'utf8')).toBe('words')
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
      expect(await keysOf(storage, 'runs/1/b')).toEqual(['runs/1/b'])
      const [object] = await listed(storage, 'other')
      expect(object?.size_bytes).toBe(4)
      expect(Math.abs(Date.parse(object?.modified_at ?? '') - before)).toBeLessThan(60_000)
    })
  })

  it('lists more objects than one answer of a store holds, and removes them', async () => {
    const storage = await opened()
    const keys = Array.from({ length: 1_050 }, (_, index) => `many/${String(index).padStart(4, '0')}`)
    for (let from = 0; from < keys.length; from += 50) {
      await Promise.all(keys.slice(from, from + 50).map((key) => putText(storage, key, 'x')))
    }
    expect(await keysOf(storage, 'many/')).toEqual(keys)
    await storage.deleteAll(keys)
    expect(await keysOf(storage, '')).toEqual([])
  }, 60_000)

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

    it('removes any number at once, whether they are there or not, and none when one key is wrong', async () => {
      const storage = await opened()
      const some = ['a b+c', 'ключ/鍵', 'b&<>"\'', 'kept']
      for (const key of some) await putText(storage, key, 'x')
      await expect(storage.deleteAll(['kept', '../a'])).rejects.toThrow(RangeError)
      const absent = Array.from({ length: 2_500 }, (_, index) => `absent/${index}`)
      await storage.deleteAll([...some.slice(0, 3), ...absent])
      await storage.deleteAll([])
      expect(await keysOf(storage, '')).toEqual(['kept'])
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

/** An upload whose parts but the last are as small as the store allows, each made of one letter. */
async function begun(storage: Storage, key: string) {
  const upload: PartedUpload = { key, upload_id: await storage.begin(key) }
  const sizes = { part: storage.min_part_bytes }
  const send = (number: number, words: string) => {
    const bytes = words.length === 1 ? Buffer.alloc(sizes.part, words) : Buffer.from(words)
    return storage.part(upload, { number, offset: (number - 1) * sizes.part, body: inPieces(bytes) })
  }
  return { storage, upload, sizes, send }
}

async function unfinished(storage: Storage, prefix: string): Promise<UnfinishedUpload[]> {
  const uploads: UnfinishedUpload[] = []
  for await (const upload of storage.unfinished(prefix)) uploads.push(upload)
  return uploads
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
