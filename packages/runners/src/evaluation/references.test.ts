import { expect, it } from 'vitest'
import { toReferences } from './references.ts'

it.for<[unknown, readonly string[]]>([
  ['one', ['one']],
  ['', []],
  [' \n', []],
  [['one', ''], ['one']],
  [
    ['one', 'other'],
    ['one', 'other'],
  ],
  [['one', null], ['one']],
  [[null], []],
  [[], []],
  [null, []],
  [undefined, []],
  [4.5, ['4.5']],
  [[1, 'one'], ['[1,"one"]']],
  [{ answer: 'one' }, ['{"answer":"one"}']],
])('takes %j for the references %j', ([value, references]) => {
  expect(toReferences(value)).toEqual(references)
})
