import { describe, expect, it } from 'vitest'
import { ObjectMissing, PartsInvalid, type Storage, TakenOver, UploadMissing } from '../../src/index.ts'
import { breakingAfter, endless, inPieces, stuckAfter } from './bodies.ts'
import { begun, listed, putText, readText, sha256, unfinished } from './reading.ts'

export interface Differences {
  /** Why uploads that are not complete are found by whole keys alone; absent: they are found by prefix. */
  readonly finds_uploads_by_key_alone?: string
}

/** Objects that arrive in parts. */
export function partsContract(opened: () => Promise<Storage>, differences: Differences): void {
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
}
