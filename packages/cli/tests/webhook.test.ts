import { expect, test } from 'vitest'
import { startPlatform, startWebhookReceiver } from '../../testing/src/index.ts'
import { createMachine } from './assay.ts'

test('a webhook is made, tested and looked after, and its secret is alone on stdout', async () => {
  await using receiver = await startWebhookReceiver(({ path }) => (path === '/bad' ? 500 : 200))
  await using platform = await startPlatform()
  await using machine = await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key })
  const created = await machine.assay(['webhooks', 'create', `${receiver.url}/bad`, '--event', 'run.failed,job.*'])
  expect(created.stdout).toMatch(/^whsec_[\w+/]{43}=\n$/)
  expect(created.stderr).toMatch(/^Webhook [\w-]+ is called for run\.failed, job\.\*\. Its secret is shown this once:/)
  const [{ id = '' } = {}] = (await platform.client.webhooks.list()).items
  const bad = await machine.assay(['webhooks', 'test', id])
  expect([bad.exitCode, bad.stdout]).toEqual([0, expect.stringMatching(/did not arrive\. It answered 500\.\n$/)])
  const args = ['webhooks', 'update', id, '--address', `${receiver.url}/good`, '--event', '*', '--name', 'ci']
  expect((await machine.assay(args)).stdout).toMatch(/is failing since .*, for \*\.\n$/)
  const [{ id: delivery = '' } = {}] = (await platform.client.webhooks.deliveries(id)).items
  expect((await machine.assay(['webhooks', 'redeliver', delivery])).stdout).toContain('it answered 200 after')
  const listed = await machine.assay(['webhooks', 'deliveries', id, '--json'])
  expect(JSON.parse(listed.stdout)).toMatchObject([{ id: delivery, state: 'delivered', attempts: 2 }])
  expect((await machine.assay(['webhooks', 'update', id, '--disable'])).stdout).toContain('disabled (owner)')
}, 60_000)

test('what makes no sense is refused with what there is', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key })
  const wrong = await machine.assay(['webhooks', 'create', 'https://example.org/', '--event', 'run.ended'])
  expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('There are run.succeeded, run.failed')])
  const both = await machine.assay(['webhooks', 'update', 'x', '--enable', '--disable'])
  expect(both.exitCode).toBe(2)
  const unsent = await machine.assay(['notifications', '--email', 'all'])
  expect([unsent.exitCode, unsent.stderr]).toEqual([1, expect.stringContaining('This server sends no mail')])
  const shown = await machine.assay(['notifications', '--json'])
  expect(JSON.parse(shown.stdout)).toEqual({ email: 'never', about: 'runs', address: null })
}, 30_000)
