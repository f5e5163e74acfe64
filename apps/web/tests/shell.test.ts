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
  await page.getByRole('heading', { name: 'Datasets', exact: true }).waitFor()
  await page.getByRole('link', { name: 'Experiments' }).click()
  await page.waitForURL(`${url}/experiments`)
  await page.goto(`${url}/nothing`)
  await page.getByRole('heading', { name: 'Not found' }).waitFor()
  await page.getByRole('main').getByRole('link', { name: 'Home' }).click()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.goto(`${url}/experiments`)
  await look(page, 'experiments')
  // of the address at which there is nothing
  expect(complaints).toEqual([expect.stringContaining('status of 404')])
  expect(requests.filter((address) => !address.startsWith(url) && !address.startsWith('data:'))).toEqual([])
})

it('keeps pages from being framed, from devices, and from anything that is not the server’s', async () => {
  const { url } = inject('web_server')
  const { headers } = await fetch(`${url}/datasets`)
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toMatch(/^default-src 'none';script-src 'nonce-[\w+/=]{24}' 'strict-dynamic'/)
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
  expect((await fetch(`${url}/datasets`)).headers.get('content-security-policy')).not.toBe(policy)
  expect(Object.fromEntries(headers)).toMatchObject({
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  })
})

it('leaves every address of the API to the API', async () => {
  const { url } = inject('web_server')
  const answers = await Promise.all(
    ['/api/v1/nothing', '/trpc/nothing', '/lumigator/nothing', '/sign-in/nothing'].map((path) =>
      fetch(`${url}${path}`),
    ),
  )
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404])
  for (const { headers } of answers) expect(headers.get('content-type')).toContain('application/json')
  const absent = await fetch(`${url}/nothing`)
  expect([absent.status, absent.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
})
