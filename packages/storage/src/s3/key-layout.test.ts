import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyOf, nameOf, namePrefixesOf } from './key-layout.ts'

const part = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => !/[\p{Cc}\\/]/u.test(text) && text !== '.' && text !== '..')
const key = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))

describe(nameOf, () => {
  it('gives each key a name that gives the key back, and that begins as its prefixes say', () => {
    fc.assert(
      fc.property(key, fc.nat(), (key, at) => {
        const name = nameOf('store/', key)
        expect(keyOf('store/', name)).toBe(key)
        const prefix = [...key].slice(0, at % ([...key].length + 1)).join('')
        expect(namePrefixesOf('store/', prefix).some((start) => name.startsWith(start))).toBe(true)
      }),
    )
  })

  it('writes nothing that XML cannot hold, and names no object like a folder of another', () => {
    expect(nameOf('', 'a\ufffe/b\uffff%')).toBe('a%EF%BF%BE/=b%EF%BF%BF%25')
    expect(nameOf('', 'a/b')).toBe('a/=b')
    expect(nameOf('', 'a/b/c')).toBe('a/b/=c')
  })

  it('refuses a key that is too long behind the prefix', () => {
    expect(() => nameOf('p'.repeat(900).concat('/'), `${'k'.repeat(100)}/${'k'.repeat(100)}`)).toThrow('too long')
  })

  it('knows what is not ours', () => {
    expect(keyOf('store/', 'other/=a')).toBeUndefined()
    expect(keyOf('store/', 'store/a')).toBeUndefined()
  })
})
