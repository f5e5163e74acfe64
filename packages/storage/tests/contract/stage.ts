import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { ExpectedObject, Storage } from '../../src/index.ts'
import { inPieces } from './bodies.ts'
import { putText, sha256 } from './reading.ts'

/** Objects as local files. */
export function stageContract(opened: () => Promise<Storage>): void {
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
}
