import { randomUUID } from 'node:crypto'
import { Assay } from '@assay/sdk'
import { adminAccount, createAccount, useBrowser } from '@assay/testing/browser'
import { expect, it } from 'vitest'
import { look } from './look.ts'

const { openPage } = useBrowser()

it('lets an admin invite somebody, limit what they may use, disable them, and read it all in the audit log', async () => {
  const admin = adminAccount()
  const { page, context, requests, complaints } = await openPage()
  await admin.enter(context)
  await page.goto(admin.url)
  await page.getByRole('link', { name: 'Administration' }).click()
  await page.getByRole('link', { name: 'Invitations' }).click()
  const login = { email: `${randomUUID()}@example.org`, password: 'correct horse battery' }
  await page.getByLabel('E-mail address', { exact: true }).fill(login.email)
  await page.getByRole('button', { name: 'Invite' }).click()
  const made = page.getByRole('status').filter({ hasText: 'shown only this once' })
  const [, invitation = ''] = ((await made.locator('code').textContent()) ?? '').split('=')
  await page.getByRole('cell', { name: login.email, exact: true }).waitFor()
  await look(page, 'admin-invitations')
  await new Assay({ url: admin.url }).account.signUp({ ...login, invitation })

  await page.getByRole('link', { name: 'Users' }).click()
  await page.getByLabel('Name or e-mail address').fill(login.email)
  await page.getByRole('button', { name: `Change: ${login.email}` }).click()
  await page.waitForURL(/[?&]user=/)
  await page.getByLabel('Storage at most, in GB').fill('1.5')
  await page.getByLabel('Jobs at once at most').fill('3')
  await look(page, 'admin-user')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('cell', { name: '1.5 GB' }).waitFor()
  const assay = new Assay({ url: admin.url, ...login })
  expect(await assay.account.usage()).toMatchObject({ storage: { limit_bytes: 1_500_000_000 }, jobs: { limit: 3 } })
  await page.getByRole('button', { name: `Change: ${login.email}` }).click()
  await page.getByRole('button', { name: `Disable: ${login.email}` }).click()
  await page.getByRole('dialog', { name: 'Disable' }).getByRole('button', { name: 'Disable' }).click()
  await page.getByRole('button', { name: 'Enable again' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('cell', { name: 'disabled' }).waitFor()
  await look(page, 'admin-users')

  await page.getByRole('link', { name: 'Audit log' }).click()
  await page.getByLabel('What was called').fill('users.update')
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.waitForURL(/\?procedure=users\.update/)
  await page.getByRole('button', { name: 'Details: users.update' }).nth(1).click()
  await page.getByText('1500000000').waitFor()
  await page.keyboard.press('Escape')
  await look(page, 'admin-audit')
  await page.getByRole('link', { name: 'Dead letters' }).click()
  await page.getByText('Nothing has failed for good.').waitFor()
  expect(complaints).toEqual([])
  expect(requests.filter((address) => !address.startsWith(admin.url) && !address.startsWith('data:'))).toEqual([])
})

it('has no administration for others', async () => {
  const account = await createAccount()
  const { page, context } = await openPage()
  await account.enter(context)
  await page.goto(`${account.url}/admin/audit`)
  await page.getByText('There is nothing at this address').waitFor()
  expect(await page.getByRole('link', { name: 'Administration' }).count()).toBe(0)
})
