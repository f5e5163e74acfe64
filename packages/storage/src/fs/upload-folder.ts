import { randomUUID } from 'node:crypto'
import { mkdir, open, opendir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checkKey } from '../object-key.ts'
import type { PartedUpload, UnfinishedUpload } from '../storage.ts'
import { UploadMissing } from '../upload-errors.ts'
import { syncFolder } from './durable.ts'
import { incomingFolder, uploadsFolder } from './layout.ts'
import { isSystemError, unlessGone } from './system-error.ts'

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

export const files = {
  key: 'key',
  /** The bytes of all parts of one writer, each at its offset. */
  bytes: 'bytes',
  parts: 'parts',
} as const

/** Makes the folder of a new upload whole, beside the others; returns the id of the upload. */
export async function makeUploadFolder(root: string, key: string): Promise<string> {
  checkKey(key)
  const upload_id = randomUUID()
  await placeFolder(root, join(root, uploadsFolder, upload_id), { [files.key]: key })
  return upload_id
}

/** Where one process writes its parts of an upload; made when it is not there. */
export async function writerFolder(root: string, folder: string, writer: string): Promise<string> {
  const path = join(folder, writer)
  const there = await stat(path).catch(unlessGone)
  if (!there) await placeFolder(root, path, { [files.bytes]: '', [files.parts]: '' }).catch(unlessThere)
  return path
}

/** Another part of the same process made it meanwhile. */
function unlessThere(error: unknown): void {
  if (!isSystemError(error, 'ENOTEMPTY', 'EEXIST')) throw error
}

/** The names of the processes that have written parts of an upload. */
export async function writersOf(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name !== files.key)
}

async function placeFolder(root: string, path: string, contents: Record<string, string>): Promise<void> {
  const growing = join(root, incomingFolder, randomUUID())
  try {
    await mkdir(growing, { mode: 0o700 })
    for (const [name, text] of Object.entries(contents)) await writeNew(join(growing, name), text)
    await syncFolder(growing)
    await rename(growing, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(growing, { recursive: true, force: true })
    throw error
  }
}

/** Throws UploadMissing. */
export async function uploadFolder(root: string, upload: PartedUpload): Promise<string> {
  checkKey(upload.key)
  const folder = join(root, uploadsFolder, upload.upload_id)
  if (!uuid.test(upload.upload_id) || (await keyIn(folder)) !== upload.key) throw new UploadMissing(upload)
  return folder
}

/**
 * That it is gone, or is being removed by another process, is no error. What a killed process leaves of it is removed
 * like everything half-written.
 */
export async function removeUploadFolder(root: string, upload: PartedUpload): Promise<void> {
  const leaving = join(root, incomingFolder, upload.upload_id)
  try {
    await rename(await uploadFolder(root, upload), leaving)
  } catch (error) {
    if (error instanceof UploadMissing || isSystemError(error, 'ENOENT')) return
    throw error
  }
  await syncFolder(join(root, uploadsFolder))
  await rm(leaving, { recursive: true, force: true })
}

export async function* listUploads(root: string, prefix: string): AsyncGenerator<UnfinishedUpload> {
  for await (const { name } of await opendir(join(root, uploadsFolder))) {
    const folder = join(root, uploadsFolder, name)
    const key = await keyIn(folder)
    const begun = await stat(join(folder, files.key)).catch(unlessGone)
    if (begun && key?.startsWith(prefix)) yield { key, upload_id: name, begun_at: begun.mtime.toISOString() }
  }
}

async function keyIn(folder: string): Promise<string | undefined> {
  return readFile(join(folder, files.key), 'utf8').catch(unlessGone)
}

async function writeNew(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
