import { describe, expect, it } from 'vitest'
import { ObjectMissing, type Storage } from '../../src/index.ts'
import { breakingAfter, endless } from './bodies.ts'
import { begun, keysOf, listed, putText, readText } from './reading.ts'

/** Second objects of the same bytes, and puts that break off. */
export function copyContract(opened: () => Promise<Storage>): void {
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
}
