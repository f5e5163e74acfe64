import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { accountDeleteInput, changePasswordInput } from './account.ts'
import { deviceLoginStartInput } from './device-login.ts'
import { fileName, name, toPlainText } from './field.ts'
import { secretPutInput } from './secret.ts'
import { signInInput } from './session.ts'
import { claimInput, password } from './user.ts'

const good = 'correct horse battery'
const lone = `${good}\ud800`
const account = { email: 'ada@example.org', password: good }

describe('a name', () => {
  const names: [string, z.ZodType, (name: string) => unknown][] = [
    ['of a thing', name, (text) => text],
    ['of a device', deviceLoginStartInput, (client_name) => ({ client_name })],
    ['of the first admin', claimInput, (text) => ({ ...account, token: 't', name: text })],
  ]

  it.each(names)('%s may be in any script', (_whose, schema, input) => {
    for (const text of ['Ada', 'שלום', 'مرحبا', '評価', '👩‍🔬', 'naïve – “run”']) {
      expect(schema.safeParse(input(text)).success, text).toBe(true)
    }
  })

  it.each(names)('%s can be seen', (_whose, schema, input) => {
    for (const text of ['\u200b', '\u200d\u2060', '\u00ad', '\u3164', '\u2800', '\ufe0f', '\u0301', '\u{e0020}']) {
      const refused = schema.safeParse(input(text))
      expect(refused.error?.issues[0]?.message, JSON.stringify(text)).toMatch(/can be seen|at least|>=1/)
    }
  })

  it.each(names)('%s holds nothing that controls, turns or halves text', (_whose, schema, input) => {
    const turning = ['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069']
    for (const character of [...turning, '\u0000', '\n', '\u007f', '\u0085', '\ud800', '\udfff']) {
      const refused = schema.safeParse(input(`a${character}b`))
      expect(refused.error?.issues[0]?.message, JSON.stringify(character)).toMatch(/whole Unicode text without control/)
    }
  })
})

it.each<[string, z.ZodType, (text: string) => unknown]>([
  ['a new password', password, (text) => text],
  ['the password of a sign-in', signInInput, (text) => ({ ...account, password: text })],
  ['the password so far', changePasswordInput, (text) => ({ current_password: text, password: good })],
  ['the password that confirms', accountDeleteInput, (text) => ({ password: text })],
  ['the value of a secret', secretPutInput, (value) => ({ name: 'openai', value })],
])('%s is whole Unicode text, as halves of pairs would be encoded alike', (_what, schema, input) => {
  expect(schema.safeParse(input(`${good} 👩‍🔬`)).success).toBe(true)
  expect(schema.safeParse(input(lone)).error?.issues).toMatchObject([{ message: 'must be whole Unicode text' }])
})

it.each([
  'a\n/../../../x.csv',
  '../x.csv',
  'a\\b.csv',
  'a\u202evsc.csv',
  'a\u0007.csv',
  'a\u0085.csv',
  '\u200b',
  '\ud800',
])('a file is not called %j', (filename) => {
  expect(fileName.safeParse(filename).error?.issues[0]?.message).toMatch(/^must be the name of a file/)
})

it.each(['news.csv', 'Änderungen (2).csv', '評価.tsv', "it's 100 %.jsonl", 'مرحبا.csv'])(
  'a file may be called %j',
  (name) => {
    expect(fileName.parse(name)).toBe(name)
  },
)

it.each([
  ['  Ada\u202e ecalevoL\n ', 'Ada ecalevoL'],
  ['\u2066\u0000\u2069', ''],
  ['\u200b\u200d', ''],
  ['a\ud800b', 'a\ufffdb'],
  [`${'x'.repeat(199)}👩`, `${'x'.repeat(199)}\ufffd`],
])('makes a name that could have been written of %j', (text, made) => {
  expect(toPlainText(text)).toBe(made)
  if (made !== '') expect(name.parse(made)).toBe(made)
})
