import { randomUUID } from 'node:crypto'
import { mkdir, open, opendir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { checkKey } from '../object-key.ts'
import type { PartedUpload, UnfinishedUpload } from '../storage.ts'
import { UploadMissing } from '../upload-errors.ts'
import { syncFolder } from './durable.ts'
import { incomingFolder, uploadsFolder } from './layout.ts'
import { isSystemError } from './system-error.ts'

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

export const files = {
  key: 'key',
  /** The bytes of all parts, each at its offset. */
  bytes: 'bytes',
  parts: 'parts',
} as const

/** Makes the folder of a new upload whole, beside the others; returns the id of the upload. */
export async function makeUploadFolder(root: string, key: string): Promise<string> {
  checkKey(key)
  const upload_id = randomUUID()
  const growing = join(root, incomingFolder, upload_id)
  try {
    await mkdir(growing, { mode: 0o700 })
    for (const [name, text] of Object.entries({ [files.key]: key, [files.bytes]: '', [files.parts]: '' })) {
      await writeNew(join(growing, name), text)
    }
    await syncFolder(growing)
    await rename(growing, join(root, uploadsFolder, upload_id))
    await syncFolder(join(root, uploadsFolder))
    return upload_id
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

/** What a killed process leaves of it is removed like everything half-written. */
export async function removeUploadFolder(root: string, upload: PartedUpload): Promise<void> {
  const leaving = join(root, incomingFolder, upload.upload_id)
  await rename(await uploadFolder(root, upload), leaving)
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

function unlessGone(error: unknown): undefined {
  if (!isSystemError(error, 'ENOENT', 'ENOTDIR')) throw error
}
