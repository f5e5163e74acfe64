import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { ObjectExists, ObjectMissing, type Storage } from '../../src/index.ts'
import { inPieces } from './bodies.ts'
import { putText, readText, sha256, unfinished } from './reading.ts'

/** Writing objects, and reading them. */
export function putContract(opened: () => Promise<Storage>): void {
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
}
