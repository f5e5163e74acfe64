import { Readable } from 'node:stream'
import { addUser } from '@assay/engine/testing'
import { migrateQueue, startConsumer } from '@assay/queue'
import { DomainError } from '@assay/schemas'
import { expect, it } from 'vitest'
import { abandonMessage } from '../src/abandon.ts'
import { getDataset } from '../src/data/dataset.ts'
import { ingestDataset } from '../src/data/ingest.ts'
import { createDataset } from '../src/data/new-version.ts'
import { listDeadLetters, redriveDeadLetter } from '../src/dead-letter.ts'
import { appendToUpload, createUpload } from '../src/file/upload.ts'
import { openTestCore } from './open-test-core.ts'

it('fails a dataset whose message became a dead letter, and ingests it when an admin sends that again', async () => {
  await using core = await openTestCore()
  await migrateQueue({ url: core.database_url })
  const actor = { user_id: await addUser(core.db), email: 'somebody@example.org', groups: ['users'] as const }
  const admin = { ...actor, groups: ['users', 'admin'] as const }
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: 4 })
  await appendToUpload(core, actor, { upload_id, offset: 0, body: Readable.from([Buffer.from('a\n1\n')]) })
  const { id: dataset_id } = await createDataset(core, actor, { upload_id })
  let broken = true
  const ignore = async () => {}
  await using _consumer = await startConsumer({
    url: core.database_url,
    log: core.log,
    onDeadLetter: (letter) => abandonMessage(core, letter),
    handlers: {
      'dataset.ingest': async (payload) => {
        if (broken) throw new DomainError('GRAPH_INVALID', { reason: 'a fault that no retry mends' })
        await ingestDataset(core, payload)
      },
      'dataset.fetch': ignore,
      'comparison.compute': ignore,
      'blob.hash': ignore,
      'blob.delete': ignore,
      'log.store': ignore,
      'user.delete': ignore,
      'mail.send': ignore,
      'webhook.deliver': ignore,
      'notice.mail': ignore,
      'sweep.objects': ignore,
      'sweep.expired': ignore,
    },
  })
  const failed = await getDataset(core, actor, { dataset_id, wait_seconds: 20 })
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'GRAPH_INVALID' } })
  // the dataset is failed first, so that a crash in between leaves nobody waiting
  await expect.poll(async () => (await listDeadLetters(core)).items, { timeout: 20_000 }).toHaveLength(1)
  const { items } = await listDeadLetters(core)
  expect(items).toMatchObject([{ name: 'dataset.ingest', payload: { dataset_id } }])
  broken = false
  await expect(redriveDeadLetter(core, admin, { dead_letter_id: dataset_id })).rejects.toMatchObject({
    code: 'DEAD_LETTER_NOT_FOUND',
  })
  await redriveDeadLetter(core, admin, { dead_letter_id: items[0]?.id ?? '' })
  await expect
    .poll(async () => (await getDataset(core, actor, { dataset_id })).state, { timeout: 20_000 })
    .toBe('ready')
})

it('says of a dataset that met something unexpected under which id the log has it', async () => {
  await using core = await openTestCore()
  const actor = { user_id: await addUser(core.db), email: 'somebody@example.org', groups: ['users'] as const }
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: 4 })
  await appendToUpload(core, actor, { upload_id, offset: 0, body: Readable.from([Buffer.from('a\n1\n')]) })
  const { id: dataset_id } = await createDataset(core, actor, { upload_id })
  await abandonMessage(core, { name: 'dataset.ingest', payload: { dataset_id }, error: new TypeError('of undefined') })
  expect((await getDataset(core, actor, { dataset_id })).error).toMatchObject({
    code: 'INTERNAL',
    message: expect.stringContaining(`under the dataset_id ${dataset_id}`),
  })
})
