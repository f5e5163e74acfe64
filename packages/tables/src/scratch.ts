import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

const prefix = 'tables-'

export interface Scratch extends AsyncDisposable {
  readonly path: string
}

/** The throw-away directory of one process; those of ended processes are removed. */
export async function openScratch(directory: string): Promise<Scratch> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  for (const name of await readdir(directory)) {
    if (isAbandoned(name)) await rm(join(directory, name), { recursive: true, force: true })
  }
  return makeScratch(directory, `${prefix}${process.pid}-`)
}

export async function makeScratch(directory: string, name: string): Promise<Scratch> {
  const path = await mkdtemp(join(directory, name))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

function isAbandoned(name: string): boolean {
  const pid = /^tables-(\d+)-/.exec(name)?.[1]
  if (pid === undefined) return false
  try {
    return !process.kill(Number(pid), 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}
