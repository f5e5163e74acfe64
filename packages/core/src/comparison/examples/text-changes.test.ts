import fc from 'fast-check'
import { expect, it } from 'vitest'
import { textChanges } from './text-changes.ts'

it('tells words that were removed, added or kept', () => {
  expect(textChanges('The old harbour opened', 'The new harbour opened today')).toEqual([
    { op: 'same', text: 'The ' },
    { op: 'removed', text: 'old' },
    { op: 'added', text: 'new' },
    { op: 'same', text: ' harbour opened' },
    { op: 'added', text: ' today' },
  ])
})

it('gives both texts back, whatever they are', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.lorem())
  fc.assert(
    fc.property(text, text, (before, after) => {
      const changes = textChanges(before, after) ?? []
      const join = (op: string) =>
        changes.flatMap((change) => (change.op === op || change.op === 'same' ? change.text : [])).join('')
      expect([join('removed'), join('added')]).toEqual([before, after])
    }),
  )
})

it('gives up on texts that are too long or have too little in common', () => {
  expect(textChanges('a '.repeat(30_000), 'b')).toBeNull()
  const words = (start: number) => Array.from({ length: 1500 }, (_, at) => (start + at).toString(36)).join(' ')
  expect(textChanges(words(0), words(40_000))).toBeNull()
})
