import { expect, it } from 'vitest'
import { humanSize } from './file-info.ts'

it.each([
  [0, '0 Bytes'],
  [1, '1 Byte'],
  [999, '999 Bytes'],
  [1000, '1.0 kB'],
  [1234, '1.2 kB'],
  [1250, '1.2 kB'],
  [1750, '1.8 kB'],
  [999_999, '1000.0 kB'],
  [1_000_000, '1.0 MB'],
  [2_500_000_000_000, '2.5 TB'],
])('writes %s as %s', (size, written) => expect(humanSize(size)).toBe(written))
