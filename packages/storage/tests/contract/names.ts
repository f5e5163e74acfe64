import { describe, expect, it } from 'vitest'
import type { Storage } from '../../src/index.ts'
import { inPieces } from './bodies.ts'
import { keysOf, listed, putText, readText } from './reading.ts'

/** Which objects there are. */
export function namesContract(opened: () => Promise<Storage>): void {
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
