import { Assay } from '@assay/sdk'
import { createAccount, useBrowser } from '@assay/testing/browser'
import { expect, it } from 'vitest'
import { look } from './look.ts'

const { openPage } = useBrowser()

it('makes and revokes API keys, keeps secrets, changes the profile, and signs another browser out', async () => {
  const account = await createAccount()
  const { page, context } = await openPage()
  const { page: other, context: otherContext } = await openPage()
  await account.enter(context)
  await account.enter(otherContext)
  await page.goto(`${account.url}/settings/keys`)
  await page.getByLabel('Name').fill('a script')
  await page.getByLabel('May').selectOption('read')
  await page.getByRole('button', { name: 'Make a key' }).click()
  const made = page.getByRole('status').filter({ hasText: 'It is shown only this once' })
  const client = new Assay({ url: account.url, apiKey: (await made.locator('code').textContent()) ?? '' })
  expect(await client.whoami()).toMatchObject({ email: account.email, credential: { scopes: ['read'] } })
  await look(page, 'settings-keys')
  await page.getByRole('button', { name: 'Revoke: a script' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('No keys yet').waitFor()
  await expect(client.whoami()).rejects.toMatchObject({ code: 'CREDENTIALS_INVALID' })

  await page.getByRole('link', { name: 'Secrets' }).click()
  await page.getByRole('heading', { name: 'Secrets', exact: true }).waitFor()
  await page.getByLabel('Name').fill('VENDOR_KEY')
  await page.getByLabel('Value').fill('not to be shown')
  await page.getByRole('button', { name: 'Keep it' }).click()
  await page.getByRole('cell', { name: 'VENDOR_KEY', exact: true }).waitFor()
  expect(await page.content()).not.toContain('not to be shown')

  await page.getByRole('link', { name: 'Browsers' }).click()
  await page.getByRole('button', { name: /^Sign out: / }).click()
  await page.getByRole('button', { name: /^Sign out: / }).waitFor({ state: 'detached' })
  await other.goto(account.url)
  await other.getByRole('heading', { name: 'Sign in' }).waitFor()

  await page.getByRole('link', { name: 'Account' }).click()
  await page.getByRole('heading', { name: 'Profile' }).waitFor()
  await page.getByLabel('Name').fill('Ada Lovelace')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').first().waitFor()
  expect(await account.assay.whoami()).toMatchObject({ name: 'Ada Lovelace' })
  await look(page, 'settings-account')
})
