import { createHash, randomBytes } from 'node:crypto'
import { link, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createApiKey } from '@assay/access'
import type { OpenCore } from '@assay/core'
import { insertBlobs, insertFiles, insertFolders, newId } from '@assay/db'
import { addOwner } from '../platform/no-op.ts'

/** Where the files are in the user's tree. */
export const place = 'data/zipped'

export async function writeFolder(
  folder: string,
  { files, size_bytes }: { readonly files: number; readonly size_bytes: number },
): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (let file = 0; file < files; file++) {
    await writeFile(join(folder, `file-${String(file).padStart(6, '0')}.bin`), randomBytes(size_bytes))
  }
}

/** Puts the files of a folder into a user's tree, as the same files on the disk; returns a key of the user. */
export async function insertFolder(core: OpenCore, folder: string): Promise<string> {
  const owner_id = await addOwner(core.db)
  const blobs = []
  const files: Parameters<typeof insertFiles>[1][number][] = []
  for (const name of await readdir(folder)) {
    const id = newId()
    const object_key = `objects/${id}`
    const path = core.storage.localPath(object_key)
    if (path === undefined) throw new Error('the storage is no folder')
    await mkdir(dirname(path), { recursive: true })
    await link(join(folder, name), path)
    const bytes = await readFile(path)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    blobs.push({ id, owner_id, object_key, size_bytes: bytes.length, sha256 })
    const file = { owner_id, path: `${place}/${name}`, kind: 'file' as const, blob_id: id, written_by: owner_id }
    files.push({ ...file, content_type: 'application/octet-stream' })
  }
  await insertBlobs(core.db, blobs)
  await insertFolders(core.db, { owner_id, paths: ['data', place], written_by: owner_id })
  await core.db.transaction().execute((trx) => insertFiles(trx, files))
  const actor = { user_id: owner_id, email: `${owner_id}@example.org`, groups: ['users' as const] }
  return (await createApiKey(core, actor, { name: 'bench', scopes: ['admin'] })).key
}
