import { once } from 'node:events'
import { createServer } from 'node:http'
import { Assay } from '@assay/sdk'
import { useBrowser } from '@assay/testing/browser'
import type { Page } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { z } from 'zod'

const { openPage } = useBrowser()
const { url, admin } = inject('web_server')

interface Login {
  readonly email: string
  readonly password: string
}

async function signIn(page: Page, { email, password }: Login): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** What a console says of itself when an answer is an error; everything else is a complaint. */
const isAnswer = (complaint: string) => /^Failed to load resource: .* status of 4\d\d/.test(complaint)

const deviceLogin = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_url: z.string(),
})
const polled = z.object({ state: z.string(), api_key: z.object({ key: z.string() }).optional() })

async function startDevice(client_name: string) {
  return deviceLogin.parse(await post('/device_logins', { client_name }))
}

async function poll({ device_code }: z.infer<typeof deviceLogin>) {
  return polled.parse(await post('/device_logins/poll', { device_code }))
}

async function post(path: string, body: object): Promise<unknown> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return response.json()
}

it('signs in and out in a browser, with a cookie that no script sees', async () => {
  const { page, context, requests, complaints } = await openPage()
  await page.goto(url)
  await signIn(page, { ...admin, password: 'wrong' })
  await page.getByText('address or the password is wrong').waitFor()
  expect(await page.getByLabel('E-mail').inputValue()).toBe(admin.email)
  await signIn(page, admin)
  await page.getByRole('heading', { name: 'Home' }).waitFor()
  const [cookie] = await context.cookies()
  expect(cookie).toMatchObject({ name: 'assay_session', httpOnly: true, sameSite: 'Lax', path: '/', secure: false })
  expect(await page.evaluate('document.cookie')).toBe('')
  await page.reload()
  await page.getByRole('heading', { name: 'Home' }).waitFor()

  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await context.cookies()).toEqual([])
  expect(complaints.filter((complaint) => !isAnswer(complaint))).toEqual([])
  expect(requests.filter((request) => !request.startsWith(url) && !request.startsWith('data:'))).toEqual([])
})

it('lets a device in after signing in, and keeps another out', async () => {
  const { page, complaints } = await openPage()
  const first = await startDevice('assay on my-laptop')
  await page.goto(first.verification_url)
  await page.getByText('Sign in to let the device in.').waitFor()
  await signIn(page, admin)
  await page.getByRole('heading', { name: 'Let a device in?' }).waitFor()
  expect(await page.getByText(first.user_code, { exact: true }).isVisible()).toBe(true)
  expect(await page.getByText('assay on my-laptop').isVisible()).toBe(true)
  await page.getByRole('button', { name: 'Let it in' }).click()
  await page.getByText('The device is let in').waitFor()
  const { state, api_key } = await poll(first)
  expect(state).toBe('approved')
  expect(await new Assay({ url, apiKey: api_key?.key ?? '' }).whoami()).toMatchObject({ email: admin.email })

  const second = await startDevice('somebody else')
  await page.goto(second.verification_url.toLowerCase())
  await page.getByRole('button', { name: 'Keep it out' }).click()
  await page.getByText('The device stays out').waitFor()
  expect(await poll(second)).toEqual({ state: 'denied' })
  expect(complaints).toEqual([])
  await page.goto(second.verification_url)
  await page.getByText('No device waits under this code').waitFor()
})

it('makes an account by an invitation, and chooses a new password by a link', async () => {
  const client = new Assay({ url, ...admin })
  const grace = { email: 'grace@example.org', password: 'a compiler of her own' }
  const { link } = await client.trpc.invitations.create.mutate({ email: grace.email })
  const here = (mailed: string) => new URL(mailed.replace(/^.*\/sign-in/, '/sign-in'), url).href
  const { page, complaints } = await openPage()
  await page.goto(here(link))
  await page.getByLabel('E-mail').fill(grace.email)
  await page.getByLabel('Name').fill('Grace')
  await page.getByLabel('Password').fill(grace.password)
  await page.getByRole('button', { name: 'Create the account' }).click()
  await page.getByRole('heading', { name: 'Home' }).waitFor()

  const { items } = await client.trpc.users.list.query({})
  const user_id = items.find(({ email }) => email === grace.email)?.id ?? ''
  const reset = await client.trpc.users.create_reset_link.mutate({ user_id })
  await page.goto('about:blank')
  await page.goto(here(reset.link))
  await page.getByLabel('New password').fill('another compiler')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.getByText('Your new password is set').waitFor()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await signIn(page, { ...grace, password: 'another compiler' })
  await page.getByRole('heading', { name: 'Home' }).waitFor()
  expect(complaints.filter((complaint) => !isAnswer(complaint))).toEqual([])
})

it('says of a link that was used, before anything is typed, that it works no more and what to do', async () => {
  const client = new Assay({ url, ...admin })
  const ada = { email: 'ada@example.org', password: 'an engine of her own' }
  const { link } = await client.trpc.invitations.create.mutate({ email: ada.email })
  const token = link.slice(link.indexOf('=') + 1)
  const { page, complaints } = await openPage()
  await page.goto(`${url}/sign-in#invitation=${token}`)
  await page.getByRole('button', { name: 'Create the account' }).waitFor()
  await client.account.signUp({ ...ada, invitation: token })
  for (const [fragment, instead] of [
    [`invitation=${token}`, 'ask who invited you for a new link'],
    ['reset=of-nobody', 'Ask whoever runs this server for a new one'],
    ['confirm=of-nobody', 'sign up with it again'],
  ] as const) {
    await page.goto('about:blank')
    await page.goto(`${url}/sign-in#${fragment}`)
    await page.getByRole('heading', { name: 'This link does not work' }).waitFor()
    await page.getByText(instead).waitFor()
    expect(await page.locator('form').count()).toBe(0)
    expect(await page.getByText('Have a new one mailed').count()).toBe(0)
    expect(page.url()).toBe(`${url}/sign-in`)
  }
  expect(complaints.filter((complaint) => !isAnswer(complaint))).toEqual([])
})

it('takes nothing from a page on another port of the same machine, although the browser tells cookies apart by host alone', async () => {
  const cookies: (string | undefined)[] = []
  const elsewhere = createServer(({ headers }, response) => {
    cookies.push(headers.cookie)
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>elsewhere</title>')
  })
  elsewhere.listen(0, '127.0.0.1')
  await once(elsewhere, 'listening')
  const address = elsewhere.address()
  const port = typeof address === 'object' ? address?.port : 0
  const client = new Assay({ url, ...admin })
  const { id } = await client.apiKeys.create({ name: 'target' })
  const { page } = await openPage()
  await page.goto(url)
  await signIn(page, admin)
  await page.getByRole('heading', { name: 'Home' }).waitFor()
  const target = `${url}/api/v1/api_keys/${id}/rotate`
  const rotate = async () => {
    await page.evaluate(
      `fetch('${target}', { method: 'POST', mode: 'no-cors', credentials: 'include' }).catch(() => {})`,
    )
    const { items } = await client.apiKeys.list()
    return items.find((key) => key.id === id)?.previous_expires_at
  }
  await page.goto(`http://127.0.0.1:${port}/`)
  expect(cookies[0]).toContain('assay_session=')
  expect(await rotate()).toBeNull()
  await page.goto(url)
  expect(await rotate()).not.toBeNull()
  elsewhere.close()
})

it('refuses a link of the first start that has been used before anything is typed', async () => {
  const { page } = await openPage()
  await page.goto(`${url}/sign-in#used-long-ago`)
  await page.getByText('This link has been used').waitFor()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(page.url()).toBe(`${url}/sign-in`)
})
