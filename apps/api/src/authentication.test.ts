import { DomainError } from '@assay/schemas'
import { describe, expect, it, test } from 'vitest'
import { readCredential } from './authentication.ts'

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

describe(readCredential, () => {
  it('reads a Bearer key', () => {
    expect(readCredential('Bearer assay_abc')).toEqual({ kind: 'key', key: 'assay_abc' })
    expect(readCredential('bearer  assay_abc')).toEqual({ kind: 'key', key: 'assay_abc' })
  })

  it('reads a Bearer JWT, signed or not', () => {
    expect(readCredential('Bearer eyJ.eyJ.c-_1')).toEqual({ kind: 'token', token: 'eyJ.eyJ.c-_1' })
    expect(readCredential('Bearer eyJ.eyJ.')).toEqual({ kind: 'token', token: 'eyJ.eyJ.' })
  })

  it('reads e-mail and password, which may hold colons and any letters', () => {
    expect(readCredential(basic('ada@example.org:pass:wörd'))).toEqual({
      kind: 'password',
      email: 'ada@example.org',
      password: 'pass:wörd',
    })
  })

  it('reads a key as the password of any name', () => {
    expect(readCredential(basic('whoever:assay_abc'))).toEqual({ kind: 'key', key: 'assay_abc' })
    expect(readCredential(basic(':assay_abc'))).toEqual({ kind: 'key', key: 'assay_abc' })
  })

  it('finds nothing where there is no header', () => {
    expect(readCredential(undefined)).toBeUndefined()
    expect(readCredential('')).toBeUndefined()
  })

  test.each(['Bearer', 'Digest abc', 'assay_abc', basic('no colon'), 'Bearer a b'])('refuses "%s"', (header) => {
    expect(() => readCredential(header)).toThrow(new DomainError('CREDENTIALS_INVALID', {}))
  })
})
