import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabase, startEmbeddedPostgres } from '@assay/db'
import { createThrowAwayDirectory } from '@assay/db/testing'
import { expect, test } from 'vitest'
import { createQueue, migrateQueue, startConsumer } from '../src/index.ts'
import { handlersWith, silent } from './handlers.ts'

test('a consumer whose database is killed under it goes on when the database is back', async () => {
  await using opened = new AsyncDisposableStack()
  const { path: data_dir } = opened.use(await createThrowAwayDirectory())
  const { url } = opened.use(await startEmbeddedPostgres({ data_dir, settings: { fsync: 'off' } }))
  await migrateQueue({ url })
  const db = opened.use(openDatabase<unknown>({ url }))
  const delivered = Promise.withResolvers<string>()
  opened.use(
    await startConsumer({
      url,
      log: silent,
      handlers: handlersWith({ 'blob.delete': async ({ object_keys }) => delivered.resolve(object_keys[0] ?? '') }),
    }),
  )

  const postmaster = await postmasterOf(data_dir)
  process.kill(postmaster, 'SIGKILL')
  await expect.poll(() => postmasterOf(data_dir), { timeout: 30_000 }).not.toBe(postmaster)
  await expect.poll(send, { timeout: 30_000 }).toBe('sent')

  expect(await delivered.promise).toBe('after the crash')

  async function send(): Promise<string> {
    const queue = createQueue(db)
    await db.transaction().execute((trx) => queue.enqueue(trx, 'blob.delete', { object_keys: ['after the crash'] }))
    return 'sent'
  }
})

async function postmasterOf(data_dir: string): Promise<number> {
  return Number.parseInt(await readFile(join(data_dir, 'postgres', 'postmaster.pid'), 'utf8'), 10)
}
