import { request as ask } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { account, cookieOf, makeAccount, signIn } from './session-cookie.ts'
import { startApi, type TestApi } from './test-api.ts'

const lab = 'https://lab.example.org'

/** Asks over the network, as only there the Host can be anything; the status, and the body read as JSON. */
function askAs(host: string, url: string, headers: Record<string, string> = {}) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; json: unknown }>()
  ask(url, { headers: { ...headers, host } }, async (response) => {
    const chunks = await response.toArray()
    resolve({ status: response.statusCode ?? 0, json: JSON.parse(Buffer.concat(chunks).toString()) })
  })
    .on('error', reject)
    .end()
  return promise
}

describe('a request that changes something with the cookie', () => {
  let api: TestApi
  let cookie: string
  beforeAll(async () => {
    api = await startApi({ cors_origins: [lab] })
    await makeAccount(api)
    cookie = await signIn(api)
  })
  afterAll(() => api[Symbol.asyncDispose]())

  const put = (headers: Record<string, string>) =>
    api.app.inject({
      method: 'PUT',
      url: '/api/v1/secrets/openai',
      headers: { host: 'localhost:3210', ...headers },
      payload: { value: 'sk-1' },
    })

  it.each([
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'cross-site', origin: lab },
    { origin: 'http://localhost:3210' },
  ])('passes from where it may come: %j', async (headers) => {
    expect((await put({ cookie, ...headers })).statusCode).toBe(200)
  })

  it.each([
    {},
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'https://other.example.org' },
    { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:3210' },
    { origin: 'http://localhost:3211' },
    { origin: 'https://elsewhere.example.org' },
    { origin: 'null' },
  ])('is refused from elsewhere: %j', async (headers) => {
    const answer = await put({ cookie, ...headers })
    expect(answer.statusCode).toBe(403)
    expect(answer.json()).toMatchObject({ code: 'CROSS_SITE_REQUEST', data: { origin: headers.origin ?? null } })
    expect(answer.json().message).toContain('ASSAY_CORS_ORIGINS')
  })

  it('is refused over tRPC with GET too, by which models are asked', async () => {
    const input = encodeURIComponent(JSON.stringify({ model: 'lead-3', prompt: 'A text.' }))
    const asked = (site: string) =>
      api.app.inject({ url: `/trpc/models.complete?input=${input}`, headers: { cookie, 'sec-fetch-site': site } })
    expect((await asked('cross-site')).json()).toMatchObject({
      error: { data: { error: { code: 'CROSS_SITE_REQUEST' } } },
    })
    expect((await asked('same-origin')).statusCode).toBe(200)
  })

  it('is refused over tRPC in its envelope', async () => {
    const headers = { cookie, 'sec-fetch-site': 'cross-site' }
    const answer = await api.app.inject({ method: 'POST', url: '/trpc/secrets.put', headers, payload: {} })
    expect(answer.json()).toMatchObject({ error: { data: { error: { code: 'CROSS_SITE_REQUEST' } } } })
  })

  it('is refused from elsewhere with a password that the browser keeps, and passes with a key', async () => {
    const authorization = `Basic ${Buffer.from(`${account.email}:${account.password}`).toString('base64')}`
    expect((await put({ authorization })).statusCode).toBe(200)
    expect((await put({ authorization, 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
    const { headers } = await api.addUser()
    expect((await put({ ...headers, cookie })).statusCode).toBe(200)
    expect((await put({ ...headers, 'sec-fetch-site': 'cross-site' })).statusCode).toBe(200)
  })

  it('does not sign anybody in from elsewhere, nor change by a link that somebody follows', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example.org' }
    const answer = await api.app.inject({ method: 'POST', url: '/api/v1/session', headers, payload: account })
    expect(answer.statusCode).toBe(403)
    expect(cookieOf(answer)).toBeUndefined()
    const link = await api.app.inject({ url: '/trpc/session.delete', headers: { cookie } })
    expect(link.statusCode).toBe(404)
  })

  it('reads with the cookie from wherever, and is read by no page but those of listed origins', async () => {
    const me = (origin: string) => api.app.inject({ url: '/api/v1/me', headers: { cookie, origin } })
    expect((await me(lab)).headers).toMatchObject({
      'access-control-allow-origin': lab,
      'access-control-allow-credentials': 'true',
    })
    const elsewhere = await me('https://elsewhere.example.org')
    expect(elsewhere.headers).not.toHaveProperty('access-control-allow-origin')
    expect(elsewhere.headers['cross-origin-resource-policy']).toBe('same-origin')
  })
})

describe('the name that is asked', () => {
  it('is one of this machine or the public one while nobody else can connect', async () => {
    await using api = await startApi({ api: { public_url: 'https://assay.example.org' } })
    const url = `${api.url}/api/v1/me`
    for (const host of ['localhost', 'LOCALHOST:1', '127.0.0.1:80', '127.8.8.8', '[::1]:3210', 'assay.example.org']) {
      expect(await askAs(host, url), host).toMatchObject({ status: 401 })
    }
    for (const host of ['rebound.example.org', '127.0.0.1.example.org', '10.0.0.1', 'localhost.example.org', '[::2]']) {
      const forged = { 'x-forwarded-host': 'localhost' }
      const answer = await askAs(host, url, { ...api.user.headers, ...forged })
      expect(answer, host).toMatchObject({ status: 421, json: { code: 'MISDIRECTED', data: { host } } })
    }
    expect(await askAs('probe.internal', `${api.url}/healthz`)).toMatchObject({ status: 200 })
  })

  it('may be any where others can connect', async () => {
    await using api = await startApi({ api: { host: '0.0.0.0', public_url: 'https://assay.example.org' } })
    expect(await askAs('assay.internal:3210', `${api.url}/api/v1/me`)).toMatchObject({ status: 401 })
  })
})

describe('what browsers are told', () => {
  it('keeps pages from being framed, from devices, and from anything that is not the server’s', async () => {
    await using api = await startApi()
    const { headers } = await api.app.inject({ url: '/docs/' })
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringMatching(/^default-src 'self'.*frame-ancestors 'none'/),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
    expect(headers).not.toHaveProperty('strict-transport-security')
  })

  it('keeps to TLS where the public address has it', async () => {
    await using api = await startApi({ api: { public_url: 'https://assay.example.org' } })
    for (const url of ['/docs/', '/api/v1/me', '/nowhere']) {
      const { headers } = await api.app.inject({ url })
      expect(headers['strict-transport-security']).toBe('max-age=31536000')
    }
  })

  it('asks scripts and people for a password, and pages for none: they have a form', async () => {
    await using api = await startApi()
    const challenge = async (mode?: string) => {
      const headers = { ...(mode !== undefined && { 'sec-fetch-mode': mode }) }
      return (await api.app.inject({ url: '/api/v1/me', headers })).headers['www-authenticate']
    }
    expect(await challenge()).toContain('Basic')
    expect(await challenge('navigate')).toContain('Basic')
    expect(await challenge('cors')).toBe('Bearer realm="Assay"')
  })
})
