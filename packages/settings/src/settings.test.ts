import { describe, expect, it } from 'vitest'
import { readSettings, SettingsError } from './read-settings.ts'
import { settings } from './settings.ts'

describe(readSettings, () => {
  it.each([
    ['', false],
    ['off', false],
    ['on', true],
    ['2', 2],
    ['127.0.0.1', ['127.0.0.1']],
    ['10.0.0.0/8, fd00::/8,::1', ['10.0.0.0/8', 'fd00::/8', '::1']],
  ])('believes the proxies of ASSAY_TRUST_PROXY: "%s"', (ASSAY_TRUST_PROXY, trust_proxy) => {
    expect(readSettings(settings, { ASSAY_TRUST_PROXY })).toMatchObject({ trust_proxy })
  })

  it.each(['0', '10', 'yes', '10.0.0.0/33', 'proxy.example.org', '10.0.0.1,'])(
    'refuses to trust "%s"',
    (ASSAY_TRUST_PROXY) => {
      expect(() => readSettings(settings, { ASSAY_TRUST_PROXY })).toThrow('ASSAY_TRUST_PROXY')
    },
  )

  it('takes origins as browsers write them', () => {
    const { cors_origins } = readSettings(settings, {
      ASSAY_CORS_ORIGINS: 'https://lab.example.org/, http://localhost:3000',
    })
    expect(cors_origins).toEqual(['https://lab.example.org', 'http://localhost:3000'])
  })

  it.each(['*', 'lab.example.org', 'https://lab.example.org/page', 'null'])(
    'refuses "%s", which is no origin',
    (text) => {
      expect(() => readSettings(settings, { ASSAY_CORS_ORIGINS: text })).toThrow(`"${text}" is no origin`)
    },
  )

  it('takes the public address without a slash at its end', () => {
    const { public_url } = readSettings(settings, { ASSAY_PUBLIC_URL: 'https://assay.example.org/' })
    expect(public_url).toBe('https://assay.example.org')
  })

  it('says in a line for each variable what is wrong with it, and no more', () => {
    const read = settings.pick({ port: true, workers: true, database_url: true }).required({ database_url: true })
    expect(() => readSettings(read, { ASSAY_PORT: '80000', ASSAY_WORKERS: 'many' })).toThrow(
      new SettingsError(
        [
          'These settings are not valid:',
          '  ASSAY_PORT: must be a whole number, 0 to 65535',
          '  ASSAY_WORKERS: must be a whole number, 1 to 1000',
          '  ASSAY_DATABASE_URL: must be set',
        ].join('\n'),
      ),
    )
  })

  it('reads nothing but what the app has picked', () => {
    expect(readSettings(settings.pick({ sample: true }), { ASSAY_PORT: 'http', ASSAY_SAMPLE: 'off' })).toEqual({
      sample: false,
    })
  })

  it('lets no worker have a name that npm start takes over', () => {
    expect(() => readSettings(settings, { ASSAY_WORKER_NAME: 'standalone 1' })).toThrow(
      'must not begin with "standalone"',
    )
  })
})
