import { describe, expect, it } from 'vitest'
import { readEnvironment } from './env.ts'

describe(readEnvironment, () => {
  it.each([
    ['', false],
    ['off', false],
    ['on', true],
    ['127.0.0.1', ['127.0.0.1']],
    ['10.0.0.0/8, fd00::/8,::1', ['10.0.0.0/8', 'fd00::/8', '::1']],
  ])('believes the proxies of ASSAY_TRUST_PROXY: "%s"', (ASSAY_TRUST_PROXY, trust_proxy) => {
    expect(readEnvironment({ ASSAY_TRUST_PROXY })).toMatchObject({ trust_proxy })
  })

  it.each(['1', 'yes', '10.0.0.0/33', 'proxy.example.org', '10.0.0.1,'])(
    'refuses to trust "%s"',
    (ASSAY_TRUST_PROXY) => {
      expect(() => readEnvironment({ ASSAY_TRUST_PROXY })).toThrow('ASSAY_TRUST_PROXY')
    },
  )

  it('takes origins as browsers write them', () => {
    const { cors_origins } = readEnvironment({ ASSAY_CORS_ORIGINS: 'https://lab.example.org/, http://localhost:3000' })
    expect(cors_origins).toEqual(['https://lab.example.org', 'http://localhost:3000'])
  })

  it.each(['*', 'lab.example.org', 'https://lab.example.org/page', 'null'])(
    'refuses "%s", which is no origin',
    (text) => {
      expect(() => readEnvironment({ ASSAY_CORS_ORIGINS: text })).toThrow(`"${text}" is no origin`)
    },
  )

  it('takes the public address without a slash at its end', () => {
    expect(readEnvironment({ ASSAY_PUBLIC_URL: 'https://assay.example.org/' }).public_url).toBe(
      'https://assay.example.org',
    )
  })
})
