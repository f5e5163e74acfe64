import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SecretMask } from './secret-mask.ts'

const secret = 'sk-Very+Secret/Key=0123&"<é>'

describe(SecretMask, () => {
  it.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify({ key: secret })],
    ['in JSON in JSON', JSON.stringify({ body: JSON.stringify({ key: secret }) })],
    ['in a URL', `https://example.org/?key=${encodeURIComponent(secret)}`],
    ['in a URL, in lower case', encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase())],
    ['in a form', new URLSearchParams({ key: secret }).toString()],
    [
      'in HTML',
      secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    ],
    ['in hex', Buffer.from(secret).toString('hex')],
  ])('hides a secret %s', (_, text) => {
    const masked = new SecretMask([secret]).text(`before ${text} after`)
    expect(masked).toContain('(secret)')
    expect(masked).not.toMatch(/Very|566572/)
  })

  it('hides a secret in base64, whatever stands around it', () => {
    const mask = new SecretMask([secret])
    const encodings = fc.constantFrom('base64' as const, 'base64url' as const)
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 9 }),
        fc.uint8Array({ maxLength: 9 }),
        encodings,
        (before, after, encoding) => {
          const text = Buffer.concat([before, Buffer.from(secret), after]).toString(encoding)
          // what is left says at most the bits of two bytes at each end
          const left = text.length - mask.text(text).replace('(secret)', '').length
          expect(left).toBeGreaterThanOrEqual(Math.floor((Buffer.byteLength(secret) * 8) / 6) - 2)
        },
      ),
    )
  })

  it('hides several secrets, of which one may hold another, and leaves other texts alone', () => {
    const mask = new SecretMask(['abcdefgh', 'abcdefghijkl'])
    expect(mask.text('abcdefghijkl abcdefgh abcdefg')).toBe('(secret) (secret) abcdefg')
    expect(new SecretMask(['EMPTY']).text('EMPTY')).toBe('EMPTY')
  })

  it('hides secrets in data and in errors with what caused them', () => {
    const mask = new SecretMask([secret])
    expect(mask.data({ list: [{ text: `a ${secret}` }], number: 1 })).toEqual({
      list: [{ text: 'a (secret)' }],
      number: 1,
    })
    const cause = Object.assign(new TypeError(`bad header ${secret}`), { code: 'ERR_X' })
    const masked = mask.error(new AggregateError([new Error(secret)], `it said ${secret}`, { cause }))
    if (!(masked instanceof AggregateError) || !(masked.cause instanceof Error)) throw new Error('an error became none')
    expect(masked.message).toBe('it said (secret)')
    expect(masked.cause).toMatchObject({ name: 'TypeError', message: 'bad header (secret)', code: 'ERR_X' })
    expect([masked.stack, masked.cause.stack, masked.errors[0].message].join()).not.toContain('Very')
  })
})
