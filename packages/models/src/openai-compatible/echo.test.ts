import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { echoes } from './echo.ts'

describe(echoes, () => {
  it.each([
    ['cannot read "The committee decided"', 'On Tuesday, the committee\ndecided.', true],
    ['value "the com\\nmittee deci…" is too long', 'the com\nmittee decided', true],
    ['value "\\u00fcber die \\u00c4nderung" is wrong', 'Über die Änderung', true],
    ['invalid: hi', 'hi', true],
    ['this model is unknown', 'The committee decided on Tuesday', false],
    ['anything', '', false],
    ['anything', ' … ', false],
  ])('of %j and %j is %s', (message, text, expected) => {
    expect(echoes(message, text)).toBe(expected)
  })

  it('finds any text of twelve letters in any message around it', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcdefghij 0123'), minLength: 30 })
    const piece = fc.nat(10)
    fc.assert(
      fc.property(letters, piece, fc.string(), fc.string(), (text, start, before, after) => {
        fc.pre(text.replaceAll(' ', '').length > 24)
        const quoted = text.replaceAll(' ', '').slice(start, start + 12)
        expect(echoes(`${before} ${quoted} ${after}`, text)).toBe(true)
      }),
    )
  })
})
