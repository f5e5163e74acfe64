import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { checkpointPrefix } from '@assay/core'
import { createThrowAwayDirectory } from '@assay/db/testing'
import { openCheckpoint } from '@assay/runners'
import { type ListedObject, openStorage, type Storage } from '@assay/storage'
import { expect, it } from 'vitest'
import { checkpointOf } from './checkpoint-parts.ts'

const log = { info() {}, warn() {}, error() {} }
const of = { job_id: 'a-job', metrics: [], repeats: 1, log }
const batches = [[{ example: 0 }, { example: 1 }], [{ example: 2 }]]
const scores = { scores: {}, unscored: {}, summands: {} }

it('scores batches again whose parts a store lists although they are gone, or does not list yet', async () => {
  await using directory = await createThrowAwayDirectory()
  await using storage = await openStorage(pathToFileURL(directory.path).href)
  let listed: readonly ListedObject[] = []
  const late: Storage = {
    ...storage,
    async *list() {
      yield* listed
    },
  }
  for (const batch of batches) {
    await using checkpoint = await openCheckpoint(checkpointOf({ storage: late }, of.job_id), of)
    checkpoint.keep(batch, scores)
  }
  const find = async () => {
    await using checkpoint = await openCheckpoint(checkpointOf({ storage: late }, of.job_id), of)
    return Promise.all(batches.map(async (batch) => (await checkpoint.find(batch)) !== undefined))
  }
  expect(await find()).toEqual([false, false])
  listed = await Readable.from(storage.list(checkpointPrefix(of.job_id))).toArray()
  expect(await find()).toEqual([true, true])
  const first = listed.find(({ key }) => key.includes('/0-2-'))
  await storage.delete(first?.key ?? '')
  expect(await find()).toEqual([false, true])
})
