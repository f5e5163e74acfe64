import { createThrowAwayDirectory } from '@assay/db/testing'
import { Assay } from '@assay/sdk'
import type { SpawnedProgram } from '@assay/testing'
import { startServer, useBrowser } from '@assay/testing/browser'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'

const account = { email: 'admin@example.org', password: 'correct horse battery' }
const { openPage } = useBrowser()

async function linkOf(program: SpawnedProgram): Promise<URL> {
  const [, link = ''] = await program.says(/in a browser {3}(\S+)$/m)
  return new URL(link)
}

async function fillIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Create the account' }).click()
}

it('makes the first account in a browser by the link that was printed, which then says that it is used', async () => {
  await using directory = await createThrowAwayDirectory()
  await using program = startServer(directory.path)
  const link = await linkOf(program)
  const { page, requests, complaints } = await openPage()
  await page.goto(link.origin)
  await page.getByText('Open the link that Assay printed').waitFor()
  await page.goto(link.href)
  await page.getByText('12 to 256 characters').waitFor()
  await fillIn(page, 'short')
  expect(await page.locator('[name=password]:invalid').count()).toBe(1)
  expect(requests.filter((url) => url.endsWith('/claim'))).toEqual([])
  await fillIn(page, account.password)
  const shown = page.locator('code').first()
  await shown.waitFor()
  const apiKey = (await shown.textContent()) ?? ''
  expect(await page.locator('form').count()).toBe(0)
  expect(page.url()).toBe(`${link.origin}/sign-in`)
  expect(complaints).toEqual([])
  expect(requests.filter((url) => !url.startsWith(link.origin) && !url.startsWith('data:'))).toEqual([])

  const client = new Assay({ url: link.origin, apiKey })
  expect(await client.whoami()).toMatchObject({ email: account.email, groups: ['users', 'admin'] })
  expect(await new Assay({ url: link.origin, ...account }).whoami()).toMatchObject({ email: account.email })

  const { page: again } = await openPage()
  await again.goto(link.href)
  await again.getByText('This link has been used').waitFor()
  expect(await again.getByRole('button', { name: 'Create the account' }).count()).toBe(0)
  await again.goto(`${link.origin}/`)
  await again.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.getByRole('link', { name: 'Go on in the browser' }).click()
  await page.getByRole('heading', { name: 'Home' }).waitFor()
  program.kill('SIGTERM')
  expect(await program.exited).toBe(0)
})

it('shows the API in a browser that may reach nothing but the server', async () => {
  await using directory = await createThrowAwayDirectory()
  await using program = startServer(directory.path)
  const { origin } = await linkOf(program)
  const { page, requests, complaints } = await openPage()
  await page.goto(`${origin}/docs`)
  const menu = page.getByRole('complementary')
  await menu.getByRole('link', { name: 'List your datasets' }).click()
  await page.getByRole('main').getByRole('heading', { name: 'List your datasets' }).waitFor()
  expect(requests.filter((url) => !url.startsWith(origin) && !/^(data|blob):/.test(url))).toEqual([])
  expect(complaints).toEqual([])
  program.kill('SIGTERM')
  expect(await program.exited).toBe(0)
})
