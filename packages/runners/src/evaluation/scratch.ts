import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LocalFile } from './evaluation-store.ts'

/** A folder that goes when it is disposed of. */
export async function scratchDirectory({
  scratch_directory,
}: {
  readonly scratch_directory: string
}): Promise<LocalFile> {
  const path = await mkdtemp(join(scratch_directory, 'job-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
