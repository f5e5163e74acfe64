import { readFile } from 'node:fs/promises'
import { issuerList } from '@assay/access'
import { OAuth2Server } from 'oauth2-mock-server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { type Platform, startPlatform } from '../../src/index.ts'
import { clientOf } from './client.ts'

const issuer = new OAuth2Server()
let platform: Platform

/** Forms as clients of DECODE send them. */
async function post(path: string, fields: readonly (readonly [string, string])[]) {
  const body = new URLSearchParams()
  for (const [name, value] of fields) body.append(name, value)
  const answer = await fetch(`${platform.url}/decode/user${path}`, { method: 'POST', body })
  const json: unknown = await answer.json()
  return { status: answer.status, json, cookie: answer.headers.get('set-cookie') }
}

/** A token of an id, as Cognito makes it; what is undefined is left out. */
async function idToken(claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return issuer.issuer.buildToken({
    scopesOrTransform: (_header, payload) => {
      const person = { 'cognito:username': 'ada', email: 'ada@example.org', email_verified: true }
      Object.assign(payload, { sub: '4f1c', aud: '6fexampleclientid', token_use: 'id', ...person, ...claims })
    },
  })
}

beforeAll(async () => {
  await issuer.issuer.keys.generate('RS256')
  await issuer.start(0, '127.0.0.1')
  const url = `http://127.0.0.1:${issuer.address().port}`
  issuer.issuer.url = url
  // the recipe of the guide, for a pool that is elsewhere
  const guide = await readFile(new URL('../../../../docs/guides/move-from-decode.md', import.meta.url), 'utf8')
  const [, recipe = ''] = /```json\n([\s\S]*?)```/.exec(guide) ?? []
  const [pool] = issuerList.parse(JSON.parse(recipe))
  if (!pool) throw new TypeError('the guide has a recipe')
  platform = await startPlatform({
    ...{ worker: false, decode_auth: true, issuers: [{ ...pool, url }] },
    settings: { sign_up: 'open' },
  })
})

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await issuer.stop()
})

it('says where to sign in, to anybody', async () => {
  const { status, json } = await clientOf(platform).ask('GET', '/access_info')
  const cognito = { user_pool_id: 'cognito', client_id: '6fexampleclientid', region: 'local' }
  expect([status, json]).toEqual([200, { cognito }])
})

it('takes tokens of the pool, with the groups that they name', async () => {
  const groups = ['workers', 'users', 'cloud', 'students']
  const client = clientOf(platform, { key: await idToken({ 'cognito:groups': groups }) })
  expect(await client.ask('GET', '/user')).toMatchObject({
    status: 200,
    json: { email: 'ada@example.org', groups: ['users', 'workers', 'cloud'] },
  })
  expect((await client.ask('GET', '/files/')).status).toBe(200)
  const names = await platform.core.db
    .selectFrom('users')
    .select('name')
    .where('email', '=', 'ada@example.org')
    .execute()
  expect(names).toEqual([{ name: 'ada' }])
})

it('tells who is in no group, or only among workers, that they are no user', async () => {
  const refused = { status: 403, json: { detail: "Not a member of the 'users' group" } }
  const fresh = { sub: 'new', 'cognito:username': 'new', email: 'new@example.org' }
  for (const claims of [fresh, { ...fresh, 'cognito:groups': ['workers'] }]) {
    const client = clientOf(platform, { key: await idToken(claims) })
    expect(await client.ask('GET', '/user')).toMatchObject(refused)
    expect(await client.ask('GET', '/jobs/applications')).toMatchObject(refused)
  }
})

it('refuses tokens of others, for others and from before', async () => {
  const past = Math.floor(Date.now() / 1000) - 3600
  const wrong = [
    await idToken({ aud: 'another' }),
    await idToken({ aud: undefined, client_id: '6fexampleclientid', token_use: 'access' }),
    await idToken({ iss: 'https://elsewhere.example.org' }),
    await idToken({ iat: past - 60, exp: past }),
    'a.b.c',
  ]
  for (const key of wrong) {
    const { status, json } = await clientOf(platform, { key }).ask('GET', '/user')
    expect([status, json]).toEqual([401, { detail: 'Not verified' }])
  }
  expect((await clientOf(platform).ask('GET', '/user')).json).toEqual({ detail: 'Not authenticated' })
})

const login = [
  ['username', 'bo@example.org'],
  ['password', 'a long enough password'],
] as const

const token = z.strictObject({ id_token: z.string(), expires_in: z.literal(3600) })

it('makes accounts and tokens where the operator wants that', async () => {
  expect(await post('/user', [...login, ['groups', 'users']])).toMatchObject({
    status: 201,
    json: { email: 'bo@example.org', groups: ['users'] },
  })
  expect(await post('/user', login)).toMatchObject({ status: 409, json: { detail: 'User already exists' } })
  const { status, json } = await post('/token', login)
  expect(status).toBe(201)
  const client = clientOf(platform, { key: token.parse(json).id_token })
  expect((await client.ask('GET', '/user')).json).toEqual({ email: 'bo@example.org', groups: ['users'] })
  const signed = await post('/login', login)
  expect(signed).toMatchObject({ status: 200, json: { message: "You've successfully logged in. Welcome back!" } })
  expect(signed.cookie).toMatch(/^Authorization="Bearer assay_.*HttpOnly.*Secure$/)
})

it('lets nobody put themselves among workers, nor find out who has an account', async () => {
  const [, password] = login
  const other = ['username', 'cy@example.org'] as const
  expect(await post('/user', [other, password, ['groups', 'workers'], ['groups', 'cloud']])).toMatchObject({
    status: 403,
    json: { detail: "Only an admin can put a user into 'workers', 'cloud'" },
  })
  expect((await post('/user', [other, password, ['groups', 'admin']])).status).toBe(422)
  expect(await post('/user', [other, ['password', 'short']])).toMatchObject({
    status: 400,
    json: { detail: 'Password does not meet requirements' },
  })
  expect(await post('/user', [other])).toMatchObject({
    status: 422,
    json: { detail: [{ type: 'missing', loc: ['body', 'password'], msg: 'Field required' }] },
  })
  const unknown = await post('/token', [other, password])
  expect(unknown).toEqual(await post('/token', [login[0], ['password', 'another long password']]))
  expect(unknown).toMatchObject({ status: 400, json: { detail: 'Incorrect email or password' } })
})

it('answers the one call of Cognito’s that workers of DECODE make', async () => {
  const ask = async (PASSWORD: string, call = 'InitiateAuth') => {
    const answer = await fetch(`${platform.url}/decode/cognito/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${call}`,
      },
      body: JSON.stringify({
        ...{ AuthFlow: 'USER_PASSWORD_AUTH', ClientId: '6fexampleclientid' },
        AuthParameters: { USERNAME: 'bo@example.org', PASSWORD },
      }),
    })
    const json: unknown = await answer.json()
    return { status: answer.status, json }
  }
  await post('/user', login)
  const { status, json } = await ask('a long enough password')
  expect(status).toBe(200)
  const { AuthenticationResult } = z
    .object({ AuthenticationResult: z.looseObject({ IdToken: z.string(), ExpiresIn: z.literal(3600) }) })
    .parse(json)
  const client = clientOf(platform, { key: AuthenticationResult.IdToken })
  expect((await client.ask('GET', '/user')).status).toBe(200)
  expect(await ask('wrong')).toMatchObject({ status: 400, json: { __type: 'NotAuthorizedException' } })
  expect(await ask('x', 'SignUp')).toMatchObject({ status: 400, json: { __type: 'InvalidParameterException' } })
})

it('has none of that where the operator does not want it', async () => {
  await using closed = await startPlatform({ worker: false })
  for (const path of ['/decode/user/token', '/decode/user/login', '/decode/cognito/']) {
    const { status } = await fetch(closed.url + path, { method: 'POST' })
    expect([path, status]).toEqual([path, 404])
  }
  const { status } = await fetch(`${closed.url}/decode/user/user`, { method: 'POST' })
  expect(status).toBe(405)
  expect((await clientOf(closed).ask('GET', '/access_info')).json).toEqual({
    cognito: { user_pool_id: 'assay', client_id: 'assay', region: 'local' },
  })
})
