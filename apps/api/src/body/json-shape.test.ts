import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkJsonShape } from './json-shape.ts'

const check = (text: string) => checkJsonShape(Buffer.from(text))

describe(checkJsonShape, () => {
  it.each([
    ['nested', '['.repeat(65) + ']'.repeat(65)],
    ['nested objects', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`],
    ['never closed', '['.repeat(4_000_000)],
    ['many fields', `{${Array.from({ length: 120_001 }, (_, at) => `"${at}":0`).join()}}`],
    ['many values', `[${'0,'.repeat(200_001)}0]`],
  ])('refuses what is %s', (_, text) => {
    expect(() => check(text)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }))
  })

  it('does not count what is text', () => {
    const text = JSON.stringify({ a: `\\"${'[{,:'.repeat(100_000)}\\`, '[[[': '"' })
    expect(() => check(text)).not.toThrow()
  })

  it('lets every JSON pass that is neither deep nor long', () => {
    fc.assert(fc.property(fc.json(), (text) => check(text)))
  })
})
