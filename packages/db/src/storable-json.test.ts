import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { storableJson } from './storable-json.ts'

describe(storableJson, () => {
  it('replaces what Postgres refuses, in values of any depth', () => {
    const refused = { reason: 'a\0b', reasons: [{ text: 'half \ud83d' }], whole: '😀' }
    expect(JSON.parse(storableJson(refused))).toEqual({ reason: 'a�b', reasons: [{ text: 'half �' }], whole: '😀' })
  })

  it('is JSON as ever for everything else', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        fc.pre(!JSON.stringify(value).includes('\\u0000'))
        expect(storableJson(value)).toBe(JSON.stringify(value))
      }),
    )
  })
})
