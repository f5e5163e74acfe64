import { createAccount, useBrowser } from '@assay/testing/browser'
import { expect, it } from 'vitest'
import { look } from './look.ts'

const { openPage } = useBrowser()

it('teaches a new user how to begin, and has their webhooks called', async () => {
  const account = await createAccount()
  const { page, context, complaints } = await openPage()
  await account.enter(context)
  await page.goto(account.url)
  await page.getByText(`npx assay login --url ${account.url}`).waitFor()
  await look(page, 'home-first')
  await page.getByRole('link', { name: 'Drop a file' }).click()
  await page.getByRole('heading', { name: 'Datasets', exact: true }).waitFor()

  await page.goto(`${account.url}/settings/notifications`)
  await page.getByText('No webhooks yet').waitFor()
  await page.getByLabel('Address').fill('https://93.184.216.34/assay')
  await page.getByLabel('Called for').selectOption('run.failed')
  await page.getByRole('button', { name: 'Add a webhook' }).click()
  await page.getByRole('status').getByText('whsec_').waitFor()
  await page.getByRole('button', { name: /^Deliveries: / }).click()
  await page.getByText('Nothing was sent to it yet.').waitFor()
  await look(page, 'settings-notifications')
  await page.getByRole('button', { name: /^Disable: / }).click()
  await page.getByRole('cell', { name: 'disabled, by you' }).waitFor()
  await page.getByRole('button', { name: /^Delete: / }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('No webhooks yet').waitFor()
  expect(complaints).toEqual([])
})
