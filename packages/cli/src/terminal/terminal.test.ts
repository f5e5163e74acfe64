import { expect, test } from 'vitest'
import { pasteable } from './terminal.ts'

test('commands to paste are written as this program was called', () => {
  const said = 'Run "assay login", or:\n  assay runs watch 1\nAssay is at /usr/bin/assay here.'
  expect(pasteable(said, 'assay')).toBe(said)
  expect(pasteable(said, 'npx assay')).toBe(
    'Run "npx assay login", or:\n  npx assay runs watch 1\nAssay is at /usr/bin/assay here.',
  )
})
