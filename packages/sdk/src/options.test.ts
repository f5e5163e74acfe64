import { afterEach, expect, test, vi } from 'vitest'
import { Assay } from './client.ts'
import { AssayError } from './error/assay-error.ts'
import { toSettings } from './options.ts'

afterEach(() => vi.unstubAllEnvs())

test('options win over the environment, the environment over defaults', () => {
  expect(toSettings({}).url).toBe('http://127.0.0.1:3210')
  vi.stubEnv('ASSAY_URL', 'https://assay.example.org/lab/')
  vi.stubEnv('ASSAY_API_KEY', 'assay_env')
  expect(toSettings({})).toMatchObject({
    url: 'https://assay.example.org/lab',
    headers: { authorization: 'Bearer assay_env' },
  })
  expect(toSettings({ url: 'http://a', apiKey: 'assay_a' })).toMatchObject({
    url: 'http://a',
    headers: { authorization: 'Bearer assay_a' },
  })
})

test('e-mail and password win over the key of the environment, a given key over both', () => {
  vi.stubEnv('ASSAY_API_KEY', 'assay_env')
  const signIn = { email: 'a@example.org', password: 'a password' }
  expect(toSettings(signIn).headers['authorization']).toMatch(/^Basic /)
  expect(toSettings({ ...signIn, apiKey: 'assay_a' }).headers['authorization']).toBe('Bearer assay_a')
})

test.each([
  { url: '127.0.0.1:3210' },
  { url: 'ftp://a' },
  { email: 'a@example.org' },
  { timeout: -1 },
  { maxRetries: Number.NaN },
])('%o is refused', (options) => {
  const make = () => new Assay(options)
  expect(make).toThrow(AssayError)
  expect(make).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }))
})
