import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A random text in a data directory, made when it is first needed; readable by its owner alone. */
export async function storedText(data_dir: string, name: string): Promise<string> {
  const known = await readIfThere(join(data_dir, name))
  return known ?? keepText(data_dir, name, randomBytes(32).toString('base64url'))
}

/** Keeps a text of its owner's in a data directory, unless one of the name is there; returns the one that is there. */
export async function keepText(data_dir: string, name: string, text: string): Promise<string> {
  const path = join(data_dir, name)
  await mkdir(data_dir, { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}`
  await writeFile(draft, `${text}\n`, { mode: 0o600, flush: true })
  // a link appears whole or not at all, and never replaces a text that is there
  await link(draft, path).catch((error: unknown) => {
    if (!isCode(error, 'EEXIST')) throw error
  })
  await rm(draft)
  return (await readFile(path, 'utf8')).trim()
}

/** Undefined: it is not there. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
