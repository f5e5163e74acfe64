import { describe, expect, it } from 'vitest'
import { adminOf, mailOf, openUserOf, proxyOf } from './groups.ts'

it('takes address and password of the admin together or not at all', () => {
  const admin = { admin_email: 'ada@example.org', admin_password: 'correct horse battery' }
  expect(adminOf(admin)).toEqual({ email: 'ada@example.org', password: 'correct horse battery' })
  expect(adminOf({})).toBeUndefined()
  expect(() => adminOf({ admin_email: 'ada@example.org' })).toThrow('ASSAY_ADMIN_EMAIL and ASSAY_ADMIN_PASSWORD')
})

it('takes server and sender of mail together or not at all', () => {
  const mail = { smtp_url: 'smtp://mail.example.org', mail_from: 'assay@example.org' }
  expect(mailOf(mail)).toEqual({ smtp_url: 'smtp://mail.example.org', from: 'assay@example.org' })
  expect(mailOf({})).toBeUndefined()
  expect(() => mailOf({ mail_from: 'assay@example.org' })).toThrow('ASSAY_SMTP_URL and ASSAY_MAIL_FROM')
})

describe(openUserOf, () => {
  const open_user = 'ada@example.org'

  it.each(['localhost', '127.0.0.1', '127.0.0.2', '::1'])(
    'takes a user where only this machine can connect: %s',
    (host) => {
      expect(openUserOf({ host, open_user })).toBe(open_user)
      expect(openUserOf({ host, lumigator_user: open_user })).toBe(open_user)
    },
  )

  it.each(['0.0.0.0', '::', '10.0.0.1', '127.example.org', 'assay.example.org', ''])(
    'refuses one where others can too: "%s"',
    (host) => {
      expect(() => openUserOf({ host, open_user })).toThrow('ASSAY_OPEN_USER')
      expect(() => openUserOf({ host, lumigator_user: open_user })).toThrow('ASSAY_HOST=127.0.0.1')
      expect(openUserOf({ host })).toBeUndefined()
    },
  )
})

describe(proxyOf, () => {
  const [first, second] = ['http://a.example:3128', 'http://b.example:3128']

  it.each([
    [{}, undefined],
    [{ HTTPS_PROXY: first }, { http: '', https: first, except: [] }],
    [{ HTTP_PROXY: first }, { http: first, https: first, except: [] }],
    [
      { http_proxy: first, HTTPS_PROXY: second },
      { http: first, https: second, except: [] },
    ],
    [
      { https_proxy: first, NO_PROXY: 'lab, .example.org' },
      { http: '', https: first, except: ['lab', '.example.org'] },
    ],
    [{ HTTPS_PROXY: 'a.example:3128' }, { http: '', https: first, except: [] }],
    [{ HTTPS_PROXY: '' }, undefined],
  ])('takes the proxy of the environment: %j', (variables, expected) => {
    expect(proxyOf({}, variables)).toEqual(expected)
  })

  it('prefers the one that is set, and takes none where it is off', () => {
    expect(proxyOf({ proxy: second }, { HTTPS_PROXY: first, no_proxy: 'lab' })).toEqual({
      ...{ http: second, https: second, except: ['lab'] },
    })
    expect(proxyOf({ proxy: 'off' }, { HTTPS_PROXY: first })).toBeUndefined()
  })

  it('says which variable is wrong, and not what it holds', () => {
    expect(() => proxyOf({}, { HTTPS_PROXY: 'ftp://me:secret@a.example' })).toThrow(/^HTTPS_PROXY is no address/)
  })
})
