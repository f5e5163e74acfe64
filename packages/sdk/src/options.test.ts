import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Assay } from './client.ts'
import { AssayError } from './error/assay-error.ts'
import { type AssayOptions, changeOptions, toSettings } from './options.ts'

beforeEach(() => vi.stubEnv('XDG_CONFIG_HOME', '/nowhere'))
afterEach(() => vi.unstubAllEnvs())

function authorization(options: AssayOptions): string | null {
  return toSettings(options).headers.get('authorization')
}

test('options win over the environment, the environment over defaults', () => {
  expect(toSettings({}).url).toBe('http://127.0.0.1:3210')
  vi.stubEnv('ASSAY_URL', 'https://assay.example.org/lab/')
  vi.stubEnv('ASSAY_API_KEY', 'assay_env')
  expect(toSettings({}).url).toBe('https://assay.example.org/lab')
  expect(authorization({})).toBe('Bearer assay_env')
  expect(toSettings({ url: 'http://a' }).url).toBe('http://a')
  expect(authorization({ url: 'http://a', apiKey: 'assay_a' })).toBe('Bearer assay_a')
})

test('e-mail and password win over the key of the environment, a given key over both', () => {
  vi.stubEnv('ASSAY_API_KEY', 'assay_env')
  const signIn = { email: 'a@example.org', password: 'a password' }
  expect(authorization(signIn)).toMatch(/^Basic /)
  expect(authorization({ ...signIn, apiKey: 'assay_a' })).toBe('Bearer assay_a')
})

test('a key that was pasted with a line end is the same key', () => {
  expect(authorization({ apiKey: 'assay_a\n' })).toBe('Bearer assay_a')
})

test('other credentials take the place of those that the client had, other options leave them', () => {
  const signedIn = { url: 'http://a', apiKey: 'assay_a', timeout: 5 }
  const signIn = { email: 'a@example.org', password: 'a password' }
  expect(changeOptions(signedIn, signIn)).toEqual({ url: 'http://a', timeout: 5, ...signIn })
  expect(changeOptions(signedIn, { timeout: 6 })).toEqual({ ...signedIn, timeout: 6 })
})

test('as long a time as can be is no time-out', () => {
  expect(toSettings({ timeout: Number.POSITIVE_INFINITY }).timeout).toBe(2 ** 31 - 1)
})

test.each([
  { url: '127.0.0.1:3210' },
  { url: 'ftp://a' },
  { email: 'a@example.org' },
  { timeout: -1 },
  { maxRetries: Number.NaN },
  { headers: { 'x-team': 'a\nb' } },
  { apiKey: 'assay_a\nassay_b' },
  { profile: 'nobody' },
])('%o is refused', (options) => {
  const make = () => new Assay(options)
  expect(make).toThrow(AssayError)
  expect(make).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }))
})
