import { createHash, type Hash } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { faultOfName } from '@assay/schemas'
import { CommandError } from '../command-error.ts'
import { isAbsence } from '../session/private-file.ts'

/** A place below a folder here: the names on the way to it. */
export interface LocalPlace {
  /** The folder that was named, which may be reached through links. */
  readonly root: string
  readonly names: readonly string[]
}

/** The path of a place. Throws for names that would lead elsewhere, whatever a server says. */
export function pathOfPlace({ root, names }: LocalPlace): string {
  for (const name of names) {
    const fault = faultOfName(name)
    if (fault) throw new CommandError(`Its name cannot be used here: it ${fault}.`)
  }
  return join(root, ...names)
}

/** Makes the folders on the way to a place; links in them are not followed. */
export async function makeFoldersTo({ root, names }: LocalPlace): Promise<string> {
  await mkdir(root, { recursive: true })
  for (let depth = 1; depth <= names.length; depth += 1) {
    const path = pathOfPlace({ root, names: names.slice(0, depth) })
    await mkdir(path).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    })
    const found = await lstat(path)
    if (found.isSymbolicLink()) throw new CommandError(`${path} is a symbolic link, and is not followed.`)
    if (!found.isDirectory()) throw new CommandError(`${path} is there already, and is no folder.`)
  }
  return pathOfPlace({ root, names })
}

/** What is at a path, a link as what it is; undefined: nothing. */
export async function findLocal(path: string): Promise<Stats | undefined> {
  return lstat(path).catch((error: unknown) => {
    if (isAbsence(error)) return undefined
    throw error
  })
}

/** A file that is half here: the bytes that were saved before, and where more go. */
export interface Draft {
  readonly path: string
  readonly size_bytes: number
  readonly file: FileHandle
}

/** Opens what is here of a file; `version` tells its very bytes, so that those of another are not gone on with. */
export async function openDraft(path: string, version: string): Promise<Draft> {
  const name = createHash('sha256')
    .update(JSON.stringify([path, version]))
    .digest('hex')
    .slice(0, 16)
  const draft = join(dirname(path), `.assay-${name}.part`)
  const file = await open(draft, constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0), 0o666)
  const found = await file.stat()
  if (found.isFile()) return { path: draft, size_bytes: found.size, file }
  await file.close()
  throw new CommandError(`${draft} is no file.`)
}

/** The SHA-256 of what is half here. */
export async function hashDraft({ file, size_bytes }: Draft): Promise<Hash> {
  const hash = createHash('sha256')
  const buffer = Buffer.alloc(1024 * 1024)
  for (let at = 0; at < size_bytes; ) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at)
    if (bytesRead === 0) break
    hash.update(buffer.subarray(0, bytesRead))
    at += bytesRead
  }
  return hash
}

/** Gives a whole file its name. */
export async function keepDraft({ path, file }: Draft, name: string): Promise<void> {
  await file.close()
  await rename(path, name)
}

/** Removes what cannot be gone on with. */
export async function dropDraft({ path, file }: Draft): Promise<void> {
  await file.close()
  await rm(path, { force: true })
}
