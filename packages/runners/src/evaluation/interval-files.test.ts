import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { IntervalFiles } from './interval-files.ts'

it('keeps every value of every score in order, whenever it was flushed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'assay-scores-'))
  try {
    const files = new IntervalFiles(directory, 2)
    for (let value = 0; value < 10_000; value++) {
      files.add(0, value)
      if (value % 3 === 0) files.add(1, -value)
      if (value % 500 === 0) await files.flush()
    }
    await files.flush({ all: true })
    expect(await floats(files.path(0))).toEqual(Array.from({ length: 10_000 }, (_, value) => value))
    expect(await floats(files.path(1))).toEqual(Array.from({ length: 3_334 }, (_, value) => -3 * value))
  } finally {
    await rm(directory, { recursive: true })
  }
})

async function floats(path: string): Promise<number[]> {
  const bytes = await readFile(path)
  return Array.from({ length: bytes.length / 8 }, (_, index) => bytes.readDoubleLE(index * 8))
}
