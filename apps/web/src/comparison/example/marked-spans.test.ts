import { expect, it } from 'vitest'
import { markSpans } from './marked-spans.ts'

it('joins marks with nothing but blanks between them, and gives the whole text back', () => {
  const text = 'the old harbour opened'
  const spans = [
    [8, 15],
    [4, 10],
    [16, 99],
  ] as const
  const parts = markSpans(text, spans)
  expect(parts.map((part) => part.text).join('')).toBe(text)
  expect(parts.filter(({ is_marked }) => is_marked).map((part) => part.text)).toEqual(['old harbour opened'])
})
