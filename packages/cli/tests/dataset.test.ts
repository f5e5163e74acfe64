import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newsCsv, startPlatform } from '../../testing/src/index.ts'
import { createMachine } from './assay.ts'

const waiting = { code: 'STORAGE_FULL', message: 'The storage is full.', retryable: true, data: {} }

test('a dataset that cannot be read yet says so while it is waited for, in the list and in itself', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key })
  await writeFile(join(machine.folder, 'news.csv'), newsCsv(3))
  const said = Promise.withResolvers<void>()
  const uploaded = machine.assay(['datasets', 'upload', 'news.csv'], {
    onError: (stderr) => stderr.includes('waits to be read') && said.resolve(),
  })
  const there = async () => (await platform.client.datasets.list().toArray()).length
  await expect.poll(there, { timeout: 20_000 }).toBe(1)
  await platform.core.db
    .updateTable('datasets')
    .set({ error: JSON.stringify(waiting) })
    .execute()
  await said.promise
  const list = await machine.assay(['datasets', 'list'])
  const id = (await platform.client.datasets.list().toArray())[0]?.id ?? ''
  const got = await machine.assay(['datasets', 'get', id])
  expect(list.stdout).toMatch(/^\S+ +news +1 +waiting /m)
  expect(got.stdout).toMatch(/^waits for +The storage is full\.$/m)

  await platform.addWorker()
  const { exitCode, stdout, stderr } = await uploaded
  expect([exitCode, stderr.match(/news waits to be read: The storage is full\./g)?.length]).toEqual([0, 1])
  expect(stdout).not.toContain('waits for')
})
