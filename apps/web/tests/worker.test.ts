import { Assay } from '@assay/sdk'
import { createAccount, useBrowser } from '@assay/testing/browser'
import { expect, it } from 'vitest'
import { look } from './look.ts'

const { openPage } = useBrowser()

it('registers a worker, has it take no more jobs, gives it a new token, and removes it', async () => {
  const account = await createAccount()
  const { page, context, complaints } = await openPage()
  await account.enter(context)
  await page.goto(`${account.url}/workers`)
  await page.getByText('No workers yet').waitFor()
  await page.getByLabel('Name').fill('lab-machine')
  await page.getByLabel('Labels').fill('gpu-lab, fast')
  await page.getByRole('button', { name: 'Register a worker' }).click()
  const command = (await page.getByRole('status').locator('code').textContent()) ?? ''
  expect(command).toContain(`--url ${account.url} --token`)
  const [apiKey = ''] = command.split(' ').slice(-1)
  const offers = { cpu: 8, memory_bytes: 16e9, gpus: [{ model: 'NVIDIA A100' }] }
  const program = { name: 'lab-1', slots: 4, kinds: ['application'], version: '1.2.0', offers }
  await new Assay({ url: account.url, apiKey }).trpc.work.open.mutate(program)
  const card = page.getByRole('article', { name: 'lab-machine' })
  await card.getByText('gpu-lab, fast').waitFor()
  await card.getByText('8 cores, 16 GB, NVIDIA A100').waitFor()
  await card.getByRole('button', { name: 'Drain' }).click()
  await card.getByText('takes no more jobs').waitFor()
  await look(page, 'workers')
  await card.getByRole('button', { name: 'New token' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'New token' }).click()
  await card.getByRole('status').waitFor()
  await card.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByText('No workers yet').waitFor()
  expect(complaints).toEqual([])
})
