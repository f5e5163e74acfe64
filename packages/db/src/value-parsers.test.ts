import fc from 'fast-check'
import pg from 'pg'
import { expect, test } from 'vitest'
import { valueParsers } from './value-parsers.ts'

const { INT8, TIMESTAMPTZ } = pg.types.builtins
const instant: (text: string) => string = valueParsers.getTypeParser(TIMESTAMPTZ)
const integer: (text: string) => number = valueParsers.getTypeParser(INT8)

test('an instant becomes ISO 8601 with Z and milliseconds, whatever Postgres leaves out', () => {
  const dates = fc.date({
    min: new Date('1000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(dates, fc.integer({ min: 0, max: 999 }), (date, microseconds) => {
      const iso = date.toISOString()
      const fraction = `${iso.slice(20, 23)}${String(microseconds).padStart(3, '0')}`.replace(/0+$/, '')
      const text = `${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction === '' ? '' : `.${fraction}`}+00`
      expect(instant(text)).toBe(iso)
    }),
  )
})

test.each([
  ['2026-11-21 11:00:00+05:30', '2026-11-21T05:30:00.000Z'],
  ['2026-11-20 21:30:00.5-08', '2026-11-21T05:30:00.500Z'],
  ['infinity', 'infinity'],
  ['-infinity', '-infinity'],
])('the instant %s is %s', (text, iso) => {
  expect(instant(text)).toBe(iso)
})

test('a bigint is a number, and one that would lose digits is an error', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      expect(integer(String(value))).toBe(value)
    }),
  )
  expect(() => integer('9007199254740993')).toThrow('9007199254740993')
})
