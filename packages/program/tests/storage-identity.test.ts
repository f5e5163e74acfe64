import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { createTestDatabase, createThrowAwayDirectory } from '@assay/db/testing'
import { openStorage } from '@assay/storage'
import { expect, it } from 'vitest'
import { requireTiedStorage, tieStorage } from '../src/storage-identity.ts'

async function openTied() {
  await using stack = new AsyncDisposableStack()
  const { db } = stack.use(await createTestDatabase())
  const { path } = stack.use(await createThrowAwayDirectory())
  const storage_url = pathToFileURL(`${path}/`).href
  const storage = stack.use(await openStorage(storage_url))
  const opened = stack.move()
  return { db, storage, storage_url, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

it('ties a storage of before, with what it holds, to its database once, however many servers start at once', async () => {
  await using tied = await openTied()
  await tied.storage.put('objects/1', Readable.from([Buffer.from('old')]))
  await Promise.all([tieStorage(tied), tieStorage(tied), tieStorage(tied)])
  await requireTiedStorage(tied)
})

it('takes up what a first start has left half done', async () => {
  await using unfinished = await openTied()
  await using tied = await openTied()
  await tieStorage(unfinished)
  await tieStorage({ ...unfinished, db: tied.db })
  await requireTiedStorage({ ...unfinished, db: tied.db })
})

it('refuses a storage that carries the id of another database and holds its objects', async () => {
  await using one = await openTied()
  await using other = await openTied()
  await tieStorage(one)
  await one.storage.put('objects/1', Readable.from([Buffer.from('not yours')]))
  await expect(tieStorage({ ...one, db: other.db })).rejects.toThrow('belongs to another database')
})
