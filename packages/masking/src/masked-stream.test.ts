import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SecretMask } from './secret-mask.ts'

const secret = 'sk-Very+Secret/Key=0123&"<é>'

function inPieces(mask: SecretMask, pieces: readonly string[]): string[] {
  const stream = mask.stream()
  return [...pieces.map((piece) => stream.push(piece)), stream.end()]
}

describe('a masked stream', () => {
  it('hides a secret wherever it is cut into pieces, in each of its forms', () => {
    const forms = [
      secret,
      JSON.stringify({ key: secret }),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('hex'),
    ]
    fc.assert(
      fc.property(fc.constantFrom(...forms), fc.array(fc.nat(80), { maxLength: 6 }), (form, cuts) => {
        const text = `before ${form} after\n`
        const at = [0, ...cuts.map((cut) => cut % text.length).toSorted((a, b) => a - b), text.length]
        const pieces = at.slice(1).map((end, index) => text.slice(at[index], end))
        expect(inPieces(new SecretMask([secret]), pieces).join('')).toBe(new SecretMask([secret]).text(text))
      }),
    )
  })

  it('holds back nothing that no secret begins with, so that a line is seen as soon as it is written', () => {
    expect(inPieces(new SecretMask([secret]), ['done\n', 'ready sk-', 'none\n'])).toEqual([
      'done\n',
      'ready ',
      'sk-none\n',
      '',
    ])
  })

  it('takes the longer of two secrets that begin alike', () => {
    const mask = new SecretMask(['abcdefgh', 'abcdefghijkl'])
    expect(inPieces(mask, ['abcdefgh', 'ijkl abcdefgh', ' .']).join('')).toBe('(secret) (secret) .')
  })

  it('hides a secret of several lines, and the beginning of one at which the stream breaks off', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQ\n-----END KEY-----'
    const mask = new SecretMask([key])
    const lines = key.split('\n').map((line) => `${line}\n`)
    expect(inPieces(mask, lines).join('')).toBe('(secret)\n')
    expect(inPieces(mask, ['x', ...lines.slice(0, 2)]).join('')).toBe('x(secret)')
  })

  it('hides what it learns of while the text comes', () => {
    const mask = new SecretMask()
    const stream = mask.stream()
    expect(stream.push('a')).toBe('a')
    mask.hide(secret)
    expect(stream.push(`b ${secret.slice(0, 9)}`) + stream.push(secret.slice(9)) + stream.end()).toBe('b (secret)')
  })
})
