import { insertUser, newId } from '@assay/db'
import { describe, expect, it } from 'vitest'
import { startApi, type TestApi } from '../test-api.ts'
import { Browser } from './browser.ts'
import { clientSecret, type IssuerPlace, reserveIssuer } from './strict-issuer.ts'

interface Scene extends AsyncDisposable {
  readonly api: TestApi
  readonly issuer: IssuerPlace
  readonly begin: string
  readonly callback: string
}

/** Assay and an issuer that know each other. */
async function start({ more = {}, allow_loopback = true } = {}): Promise<Scene> {
  const issuer = await reserveIssuer()
  const { url } = issuer
  const lab = { id: 'lab', name: 'Lab', url, client_id: 'assay', client_secret: clientSecret, ...more }
  const tokens = { id: 'tokens', name: 'Tokens', url: 'https://tokens.example.org', audience: 'assay' }
  const api = await startApi({ issuers: [lab, tokens], allow_loopback })
  const begin = `${api.url}/sign-in/oidc/lab`
  issuer.open({ redirect_uri: `${begin}/callback` })
  return { api, issuer, begin, callback: `${begin}/callback`, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() }
}

/**
 * Where a browser ends that begins to sign in, with the address of the issuer or of the callback changed on the way.
 */
async function signIn(
  { begin, callback, issuer }: Scene,
  browser: Browser,
  { at_issuer = same, at_callback = same }: { at_issuer?: Change; at_callback?: Change } = {},
): Promise<string> {
  const sent = await browser.go(begin, { stop_at: issuer.url })
  const back = await browser.go(at_issuer(sent.url), { stop_at: callback })
  const { headers } = await browser.get(at_callback(back.url))
  return headers.get('location') ?? ''
}

type Change = (url: string) => string
const same: Change = (url) => url

function set(name: string, value: string): Change {
  return (text) => {
    const url = new URL(text)
    url.searchParams.set(name, value)
    return url.href
  }
}

function without(name: string): Change {
  return (text) => {
    const url = new URL(text)
    url.searchParams.delete(name)
    return url.href
  }
}

function isSignedIn({ api }: Scene, browser: Browser): boolean {
  return browser.cookies(api.url).has('assay_session')
}

describe('signing in with an issuer', () => {
  it('makes an account and ends where one wanted to go, as a browser with a session', async () => {
    await using scene = await start({ more: { groups_claim: 'groups', groups: { team: 'users' } } })
    const { api, begin, issuer } = scene
    const browser = new Browser()
    const sent = await browser.go(`${begin}?return_to=/docs?q=1`, { stop_at: issuer.url })
    expect(Object.fromEntries(new URL(sent.url).searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'assay',
      code_challenge_method: 'S256',
      redirect_uri: scene.callback,
    })
    expect(sent.answer.headers.get('set-cookie')).toMatch(
      /^assay_sign_in=[\w-]+; Max-Age=600; Path=\/sign-in\/oidc\/lab; HttpOnly; SameSite=Lax$/,
    )
    const back = await browser.go(sent.url, { stop_at: `${api.url}/docs` })
    expect(back.url).toBe(`${api.url}/docs?q=1`)
    expect([...browser.cookies(api.url).keys()]).toEqual(['assay_session'])
    const me = await browser.get(`${api.url}/api/v1/me`)
    expect(await me.json()).toMatchObject({ email: 'ada@example.org', name: 'Ada', groups: ['users'] })
    const audit = await api.core.db
      .selectFrom('audit_entries')
      .select(['procedure', 'actor_email', 'credential'])
      .execute()
    expect(audit).toMatchObject([
      { procedure: 'identities.provision', actor_email: 'ada@example.org' },
      { procedure: 'sign_in.finish', actor_email: 'ada@example.org', credential: { kind: 'token', id: issuer.url } },
    ])
  })

  it('is the same account the next time', async () => {
    await using scene = await start()
    for (const browser of [new Browser(), new Browser()]) expect(await signIn(scene, browser)).toBe('/sign-in')
    const { owner_ids } = await scene.api.core.db
      .selectFrom('sessions')
      .select((expression) => expression.fn.count('owner_id').distinct().as('owner_ids'))
      .executeTakeFirstOrThrow()
    expect(Number(owner_ids)).toBe(1)
  })

  it.each<[string, { at_issuer?: Change; at_callback?: Change }]>([
    ['the state is another', { at_callback: set('state', 'another') }],
    ['the state is missing', { at_callback: without('state') }],
    ['the code is another', { at_callback: set('code', 'another') }],
    ['the code is missing', { at_callback: without('code') }],
    ['the issuer says it is another', { at_callback: set('iss', 'https://elsewhere.example') }],
    ['the nonce is another', { at_issuer: set('nonce', 'another') }],
    ['the challenge of PKCE is another', { at_issuer: set('code_challenge', 'a'.repeat(43)) }],
  ])('fails when %s', async (_, changes) => {
    await using scene = await start()
    const browser = new Browser()
    expect(await signIn(scene, browser, changes)).toBe('/sign-in?failed=SIGN_IN_FAILED')
    expect(isSignedIn(scene, browser)).toBe(false)
  })

  it('fails when it was denied there', async () => {
    await using scene = await start()
    scene.issuer.person = null
    expect(await signIn(scene, new Browser())).toBe('/sign-in?failed=SIGN_IN_FAILED')
  })

  it('works once: what came back cannot be presented again, not even with the cookie', async () => {
    await using scene = await start()
    const browser = new Browser()
    const sent = await browser.go(scene.begin, { stop_at: scene.issuer.url })
    const cookie = `assay_sign_in=${browser.cookies(scene.api.url).get('assay_sign_in')?.value}`
    const { url } = await browser.go(sent.url, { stop_at: scene.callback })
    const show = async (headers: Record<string, string>) =>
      (await fetch(url, { redirect: 'manual', headers })).headers.get('location')
    expect(await show({})).toBe('/sign-in?failed=SIGN_IN_FAILED')
    expect(await show({ cookie: `${cookie.slice(0, -2)}AA` })).toBe('/sign-in?failed=SIGN_IN_FAILED')
    expect(await show({ cookie })).toBe('/sign-in')
    expect(await show({ cookie })).toBe('/sign-in?failed=SIGN_IN_FAILED')
  })

  it('fails in another browser than that which began it: nobody is signed in as somebody else', async () => {
    await using scene = await start()
    const [mallory, ada] = [new Browser(), new Browser()]
    const sent = await mallory.go(scene.begin, { stop_at: scene.issuer.url })
    const { url } = await mallory.go(sent.url, { stop_at: scene.callback })
    await ada.go(scene.begin, { stop_at: scene.issuer.url })
    expect((await ada.get(url)).headers.get('location')).toBe('/sign-in?failed=SIGN_IN_FAILED')
    expect(isSignedIn(scene, ada)).toBe(false)
  })

  it.each(['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example'])(
    'does not end at %s',
    async (return_to) => {
      await using scene = await start()
      const begin = `${scene.begin}?return_to=${encodeURIComponent(return_to)}`
      expect(await signIn({ ...scene, begin }, new Browser())).toBe('/sign-in')
    },
  )

  it('opens no account that is disabled, nor one with the same address', async () => {
    await using scene = await start()
    const { db } = scene.api.core
    const user = { id: newId(), email: 'ada@example.org', name: 'Ada', password_hash: null, groups: ['users' as const] }
    await insertUser(db, { ...user, email_confirmed_at: new Date().toISOString() })
    expect(await signIn(scene, new Browser())).toBe('/sign-in?failed=FORBIDDEN')
    await db.deleteFrom('users').where('id', '=', user.id).execute()
    expect(await signIn(scene, new Browser())).toBe('/sign-in')
    await db
      .updateTable('users')
      .set({ disabled_at: new Date().toISOString() })
      .where('email', '=', user.email)
      .execute()
    const browser = new Browser()
    expect(await signIn(scene, browser)).toBe('/sign-in?failed=CREDENTIALS_INVALID')
    expect(isSignedIn(scene, browser)).toBe(false)
  })

  it('goes to no issuer that is unknown, away, only for tokens, or where outgoing calls may not go', async () => {
    await using scene = await start({ allow_loopback: false })
    const begin = async (id: string) =>
      (await new Browser().get(`${scene.api.url}/sign-in/oidc/${id}`)).headers.get('location')
    expect(await begin('unknown')).toBe('/sign-in?failed=ISSUER_NOT_FOUND')
    expect(await begin('tokens')).toBe('/sign-in?failed=ISSUER_NOT_FOUND')
    expect(await begin('lab')).toBe('/sign-in?failed=UNAVAILABLE')
  })

  it('is offered by name, without anything else', async () => {
    await using scene = await start()
    const answer = await scene.api.app.inject('/api/v1/issuers')
    expect(answer.json()).toEqual({ items: [{ id: 'lab', name: 'Lab' }] })
  })
})
