import { describe, expect, it } from 'vitest'
import { readEnvironment } from './env.ts'
import { outgoingTargets } from './outgoing.ts'

const needed = {
  ASSAY_DATABASE_URL: 'postgres://localhost/assay',
  ASSAY_STORAGE_URL: 'file:///srv/objects',
  ASSAY_SECRET_KEY: 'a key that is only good for tests',
}
const targetsOf = (variables: NodeJS.ProcessEnv) => outgoingTargets(readEnvironment({ ...needed, ...variables }))

describe(outgoingTargets, () => {
  it.each([
    {},
    { ASSAY_HOST: 'localhost' },
    { ASSAY_HOST: '::1' },
    { ASSAY_HOST: '127.0.0.2', ASSAY_PUBLIC_URL: 'http://localhost:3210' },
    { ASSAY_PUBLIC_URL: 'http://[::1]:3210/' },
    { ASSAY_PUBLIC_URL: 'http://127.0.0.1:8080', ASSAY_TRUST_PROXY: 'off' },
  ])('may reach this machine while nobody else gets in: %j', (variables) => {
    expect(targetsOf(variables)).toEqual({ allow: [], allow_loopback: true })
  })

  it.each([
    { ASSAY_HOST: '0.0.0.0' },
    { ASSAY_HOST: '192.168.1.7' },
    { ASSAY_HOST: '127.example.org' },
    { ASSAY_PUBLIC_URL: 'https://assay.example.org' },
    { ASSAY_PUBLIC_URL: 'https://127.example.org' },
    { ASSAY_TRUST_PROXY: 'on' },
    { ASSAY_TRUST_PROXY: '127.0.0.1' },
    { ASSAY_PUBLIC_URL: 'http://localhost:3210', ASSAY_TRUST_PROXY: '127.0.0.1' },
    { ASSAY_HOST: '0.0.0.0', ASSAY_PUBLIC_URL: 'http://localhost:3210' },
  ])('may not reach this machine once others may get in: %j', (variables) => {
    expect(targetsOf(variables)).toEqual({ allow: [], allow_loopback: false })
  })

  it('may reach what the operator lists, wherever it is', () => {
    const listed = { ASSAY_PUBLIC_URL: 'https://assay.example.org', ASSAY_ALLOW_PRIVATE_URLS: '127.0.0.1,10.0.0.0/8' }
    expect(targetsOf(listed)).toEqual({ allow: ['127.0.0.1', '10.0.0.0/8'], allow_loopback: false })
  })
})
