import type { MutableToken, OAuth2Service } from 'oauth2-mock-server'
import { expect, it, vi } from 'vitest'
import { startApi, type TestApi } from '../test-api.ts'
import { Browser } from './browser.ts'
import { startMockIssuer } from './mock-issuer.ts'

interface Scene extends AsyncDisposable {
  readonly api: TestApi
  readonly service: OAuth2Service
  readonly begin: string
}

/** Assay and an issuer that checks nothing: what is refused here, Assay refuses. */
async function start(): Promise<Scene> {
  const { url, service } = await startMockIssuer()
  const api = await startApi({ issuers: [{ id: 'lab', name: 'Lab', url, client_id: 'assay' }] })
  const begin = `${api.url}/sign-in/oidc/lab`
  return { api, service, begin, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() }
}

const refused = '/sign-in?failed=SIGN_IN_FAILED'

it('signs nobody in by what the issuer says and has not signed', async () => {
  await using scene = await start()
  const end = async () => (await new Browser().go(scene.begin)).url
  const forge = (token: MutableToken) => {
    token.header.kid = 'unknown'
  }
  scene.service.on('beforeTokenSigning', forge)
  expect(await end()).toBe(scene.api.url + refused)
  scene.service.off('beforeTokenSigning', forge)
  expect(await end()).toBe(`${scene.api.url}/sign-in`)
})

it('signs nobody in twice for having begun once, although the issuer gives two codes', async () => {
  await using scene = await start()
  const browser = new Browser()
  const stop_at = `${scene.begin}/callback`
  const sent = await browser.get(scene.begin)
  const at_issuer = sent.headers.get('location') ?? ''
  const [first, second] = [await browser.go(at_issuer, { stop_at }), await browser.go(at_issuer, { stop_at })]
  expect(first.url).not.toBe(second.url)
  const cookie = `assay_sign_in=${browser.cookies(scene.api.url).get('assay_sign_in')?.value}`
  const show = async (url: string) =>
    (await fetch(url, { redirect: 'manual', headers: { cookie } })).headers.get('location')
  expect([await show(first.url), await show(second.url)]).toEqual(['/sign-in', refused])
})

it('signs nobody in more than ten minutes after it was begun', async () => {
  await using scene = await start()
  for (const [minutes, end] of [
    [9, '/sign-in'],
    [11, refused],
  ] as const) {
    const browser = new Browser()
    const { url } = await browser.go(scene.begin, { stop_at: `${scene.begin}/callback` })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 })
    try {
      expect((await browser.get(url)).headers.get('location')).toBe(end)
    } finally {
      vi.useRealTimers()
    }
  }
})
