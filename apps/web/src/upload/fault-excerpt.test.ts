import { expect, it } from 'vitest'
import { readExcerpt, toPieces } from './fault-excerpt.ts'

it('shows bytes that are no text by their values, beside what can be read', () => {
  const bytes = Uint8Array.from([0x63, 0x61, 0x66, 0xe9, 0x2c, 0x00, 0xc3, 0xa9])
  expect(toPieces(bytes)).toEqual([
    { text: 'caf', is_bad: false },
    { text: '\\xE9', is_bad: true },
    { text: ',', is_bad: false },
    { text: '\\x00', is_bad: true },
    { text: 'é', is_bad: false },
  ])
})

it('reads the line at fault with two before it and two behind it', async () => {
  const lines = await readExcerpt(new Blob(['1\n2\n3\n4\n5\n6\n7\n8']), 4)
  expect(lines.map(({ number, is_at_fault }) => [number, is_at_fault])).toEqual([
    [2, false],
    [3, false],
    [4, true],
    [5, false],
    [6, false],
  ])
})
