import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Assay } from '../client.ts'
import { errorBody, rpcError, startScriptedServer } from '../testing/scripted-server.ts'
import { findSignIn } from './sign-in.ts'

let home: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'assay-login-'))
  vi.stubEnv('XDG_CONFIG_HOME', home)
  for (const name of ['ASSAY_URL', 'ASSAY_API_KEY', 'ASSAY_PROFILE']) vi.stubEnv(name, undefined)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(home, { recursive: true })
})

/** Stores what `assay login` stores. */
async function store(name: string, login: unknown): Promise<void> {
  await mkdir(join(home, 'assay/profiles'), { recursive: true })
  await writeFile(
    join(home, 'assay/profiles', `${name}.json`),
    typeof login === 'string' ? login : JSON.stringify(login),
  )
}

const lab = { url: 'http://lab:3210', email: 'a@example.org', api_key: 'assay_lab', api_key_id: null, expires_at: null }

test('where nothing is given, what assay login stored says where and who', async () => {
  await store('default', lab)
  expect(findSignIn({})).toMatchObject({ url: 'http://lab:3210', authorization: 'Bearer assay_lab' })
})

test('the current profile is used, another if it is named, by ASSAY_PROFILE or by option', async () => {
  await store('default', lab)
  await store('two', { ...lab, api_key: 'assay_two' })
  await store('three', { ...lab, api_key: 'assay_three' })
  await writeFile(join(home, 'assay/current-profile'), 'two\n')
  expect(findSignIn({}).authorization).toBe('Bearer assay_two')
  vi.stubEnv('ASSAY_PROFILE', 'three')
  expect(findSignIn({}).authorization).toBe('Bearer assay_three')
  vi.stubEnv('ASSAY_API_KEY', 'assay_env')
  expect(findSignIn({ profile: 'default' }).authorization).toBe('Bearer assay_lab')
})

test('whatever is given wins over what is stored', async () => {
  await store('default', lab)
  expect(findSignIn({ apiKey: 'assay_a' })).toMatchObject({ url: undefined, authorization: 'Bearer assay_a' })
  expect(findSignIn({ apiKey: '' }).authorization).toBeUndefined()
  vi.stubEnv('ASSAY_API_KEY', 'assay_env')
  expect(findSignIn({}).authorization).toBe('Bearer assay_env')
})

test('a stored key is sent only to where it was stored for', async () => {
  await store('default', lab)
  expect(findSignIn({ url: 'http://lab:3210/' }).authorization).toBe('Bearer assay_lab')
  expect(findSignIn({ url: 'http://elsewhere:3210' })).toMatchObject({
    url: 'http://elsewhere:3210',
    authorization: undefined,
  })
  vi.stubEnv('ASSAY_URL', 'http://elsewhere:3210')
  expect(findSignIn({}).authorization).toBeUndefined()
})

test.each(['{', '{"url":"http://lab:3210"}', 'null'])(
  'a stored file that is damaged is said, not passed over: %s',
  async (text) => {
    await store('default', text)
    expect(() => new Assay()).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }))
  },
)

test('a profile that is named and not there is refused, and no name leads out of the folder', async () => {
  await store('default', lab)
  expect(() => findSignIn({ profile: 'nobody' })).toThrow('there is no profile "nobody"')
  expect(() => findSignIn({ profile: '../profiles/default' })).toThrow('there is no profile')
})

const whoami = 'GET /trpc/session.whoami'

async function refusal(code: string, make: (url: string) => Assay): Promise<string> {
  await using server = await startScriptedServer({ [whoami]: [rpcError(401, errorBody(code))] })
  const error: unknown = await make(server.url)
    .whoami()
    .catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code, status: 401, request_id: 'req_1' })
  return error instanceof Error ? error.message : ''
}

test('a 401 says what to set', async () => {
  const message = await refusal('UNAUTHENTICATED', (url) => new Assay({ url }))
  expect(message).toContain('Set ASSAY_API_KEY, or pass apiKey to new Assay(), or run "assay login".')
})

test('a 401 says where the credentials came from that are wrong', async () => {
  expect(await refusal('CREDENTIALS_INVALID', (url) => new Assay({ url, apiKey: 'a' }))).toContain('The apiKey that')
  expect(
    await refusal('CREDENTIALS_INVALID', (url) => new Assay({ url, email: 'a@example.org', password: 'b' })),
  ).toContain('email or password')
  await using server = await startScriptedServer({ [whoami]: [rpcError(401, errorBody('CREDENTIALS_INVALID'))] })
  await store('lab', { ...lab, url: server.url })
  await expect(new Assay({ profile: 'lab' }).whoami()).rejects.toThrow(`assay login --url ${server.url} --profile lab`)
  vi.stubEnv('ASSAY_API_KEY', 'assay_env')
  expect(await refusal('CREDENTIALS_INVALID', (url) => new Assay({ url }))).toContain('The key in ASSAY_API_KEY')
})
