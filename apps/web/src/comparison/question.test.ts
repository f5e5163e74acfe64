import { expect, it } from 'vitest'
import { readMargins, writeMargin } from './question.ts'

it('keeps margins by score, and forgets one that is taken back', () => {
  const written = writeMargin(writeMargin(null, 'rougeL', 0.02), 'judge/a:b', 0.5)
  expect(readMargins(written)).toEqual({ rougeL: 0.02, 'judge/a:b': 0.5 })
  expect(writeMargin(writeMargin(written, 'rougeL', null), 'judge/a:b', null)).toBeNull()
})

it('passes over what is no margin', () => {
  expect(readMargins(['rougeL', 'rouge1:-1', ':2', 'bleu:x'])).toEqual({})
})
