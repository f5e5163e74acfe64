import { expect, test } from 'vitest'
import { visible, visibleData, visibleInColour, visibleJson, visibleName } from './visible-text.ts'

test.each([
  ['ESC', '\u001b[2Jgone', '␛[2Jgone'],
  ['BEL', 'ding\u0007', 'ding␇'],
  ['backspaces and a lone carriage return', 'good\b\b\b\bbad\rworse', 'good␈␈␈␈bad␍worse'],
  ['C1 controls', '\u009b31mred\u0085', '<U+009B>31mred<U+0085>'],
  ['marks that turn the direction of reading', 'a\u202etxt.exe\u2066\u061c', 'a<U+202E>txt.exe<U+2066><U+061C>'],
  ['what takes no place', 'a\u200bb\ufeff\u{e0041}', 'a<U+200B>b<U+FEFF><U+E0041>'],
  ['DEL and NUL', '\u007f\u0000', '␡␀'],
])('%s is shown as a mark', (_name, text, shown) => {
  expect(visible(text)).toBe(shown)
})

test('lines, tabs, letters of every script and joined emoji stay as they are', () => {
  const text = 'one\ntwo\r\nthree\tגשם ماء می‌خواهم 👩‍🚒 naïve'
  expect(visible(text)).toBe(text)
})

test('a name is shown on one line', () => {
  expect(visibleName('two\r\nlines\u001b\tand a tab')).toBe('two␍␊lines␛␉and a tab')
})

test('only the colours of this program stay in what it has painted', () => {
  expect(visibleInColour('\u001b[31mworse\u001b[39m \u001b[8mhidden\u001b]0;title\u0007')).toBe(
    '\u001b[31mworse\u001b[39m ␛[8mhidden␛]0;title␇',
  )
})

test('all texts of data are shown, names of fields too, and a field called __proto__ stays one', () => {
  const data: unknown = JSON.parse('{"a\\u001b":["\\u0007",{"__proto__":"\\u009b"}],"n":1,"nothing":null}')
  const shown = visibleData(data)
  expect(JSON.stringify(shown)).toBe('{"a␛":["␇",{"__proto__":"<U+009B>"}],"n":1,"nothing":null}')
})

test('JSON says the same data without a character that a terminal obeys', () => {
  const data = { text: 'a\u202e\u009b\u007f\u{e0041}\u001b' }
  expect(visibleJson(data)).toBe(String.raw`{"text":"a\u202e\u009b\u007f\udb40\udc41\u001b"}`)
  expect(JSON.parse(visibleJson(data))).toEqual(data)
})
