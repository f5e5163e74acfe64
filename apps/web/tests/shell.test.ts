import { createAccount, useBrowser } from '@assay/testing/browser'
import { expect, inject, it } from 'vitest'
import { look } from './look.ts'

const { openPage } = useBrowser()

it('shows a signed-out visitor nothing but the way in, and a user the places', async () => {
  const { url } = inject('web_server')
  const account = await createAccount()
  const { page, requests, complaints } = await openPage()
  await page.goto(`${url}/datasets`)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await page.getByRole('navigation').count()).toBe(0)
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password').fill(account.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Datasets' }).waitFor()
  expect(await page.getByRole('link', { name: 'Administration' }).count()).toBe(0)
  await page.getByRole('link', { name: 'Experiments' }).click()
  await page.waitForURL(`${url}/experiments`)
  await look(page, 'experiments')
  expect(complaints.filter((text) => !/status of 40[14]/.test(text))).toEqual([])
  expect(requests.filter((address) => !address.startsWith(url) && !address.startsWith('data:'))).toEqual([])
})
