import { deleteObjects, sweepExpired, sweepObjects } from '@assay/core'
import type { MessagePayload } from '@assay/queue'
import { applicationEntry } from '@assay/schemas'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Platform, startPlatform } from '../src/index.ts'

let platform: Platform

beforeAll(async () => {
  platform = await startPlatform({ worker: false })
  const { client } = await platform.addUser({ groups: ['users', 'admin'] })
  const reading = {
    ...{ application: 'reading', version: '1' },
    inputs: { text: { from: 'data/texts', mount: 'texts' } },
  }
  await client.applications.apply({
    entries: [
      applicationEntry.parse({ ...reading, entrypoint: 'now', shell: 'cat $INPUT_DIR/texts/* >$OUTPUT_DIR/all' }),
      applicationEntry.parse({
        ...{ ...reading, entrypoint: 'later' },
        shell: 'echo begun; sleep 1; cat $INPUT_DIR/texts/* >$OUTPUT_DIR/all',
      }),
    ],
  })
})
afterAll(() => platform[Symbol.asyncDispose]())

const words = ['one\n', 'two\n']

async function write(): Promise<string[]> {
  for (const word of words) await platform.client.files.upload(new Blob([word]), `data/texts/${word.trim()}`)
  const rows = await platform.core.db
    .selectFrom('files')
    .innerJoin('blobs', 'blobs.id', 'blob_id')
    .select('object_key')
    .where('folder', '=', 'data/texts')
    .execute()
  return rows.map(({ object_key }) => object_key)
}

/** What comes in the course of two days: messages that delete objects, and sweeps. */
async function passDays(): Promise<void> {
  const { core } = platform
  await sweepExpired(core)
  const { rows } = await sql<{ data: MessagePayload<'blob.delete'> }>`
    delete from pgboss.job where name = 'blob.delete' returning data`.execute(core.db)
  for (const { data } of rows) await deleteObjects(core, data)
  await sweepObjects(core, Date.now() + 2 * 86_400_000)
}

async function removeAll(): Promise<void> {
  await platform.client.files.delete('data/texts', { recursive: true })
  await passDays()
}

const submit = (entrypoint: string) =>
  platform.client.runs.create({ application: 'reading/1', entrypoints: [entrypoint], force_rerun: true })

async function outputOf(run_id: string, job: string): Promise<string> {
  await platform.client.runs.wait(run_id)
  return (await platform.client.files.download(`output/${run_id}/${job}/all`)).text()
}

it('finds what was there when it was submitted, though its files go before or while it reads them; a week after it, so do their bytes', async () => {
  const { client, core } = platform
  const keys = await write()
  const [waiting, running] = [await submit('now'), await submit('later')]
  await client.runs.stop(waiting.id)
  const again = await client.runs.retry(waiting.id)
  await removeAll()
  await platform.addWorker()
  for await (const { text } of client.jobs.logs((await client.runs.get(running.id)).jobs[0]?.id ?? '', {
    follow: true,
  })) {
    if (text === 'begun') break
  }
  await passDays()
  expect(await outputOf(again.id, 'now')).toBe(words.join(''))
  expect(await outputOf(running.id, 'later')).toBe(words.join(''))
  await passDays()
  for (const key of keys) expect(await core.storage.stat(key)).toEqual({ size_bytes: 4 })
  const finished_at = new Date(Date.now() - 8 * 86_400_000).toISOString()
  await core.db.updateTable('runs').set({ finished_at }).execute()
  await passDays()
  for (const key of keys) expect(await core.storage.stat(key)).toBeUndefined()
  await expect(client.runs.retry(waiting.id)).rejects.toMatchObject({ code: 'JOB_INPUT_GONE' })
})
