import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const inMemory = '/dev/shm'
const inMemoryBytes = 2 * 1024 ** 3

export interface ThrowAwayDirectory extends AsyncDisposable {
  readonly path: string
}

/** A directory for one test, gone afterwards with all that is in it. */
export async function createThrowAwayDirectory(): Promise<ThrowAwayDirectory> {
  const path = await mkdtemp(join(await throwAwayParent(), 'assay-throw-away-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** Memory, where there is plenty: making a database there takes 10 ms, on a slow disk 300 ms. */
export async function throwAwayParent(): Promise<string> {
  const memory = await statfs(inMemory).catch(() => undefined)
  return memory && memory.bavail * memory.bsize >= inMemoryBytes ? inMemory : tmpdir()
}
