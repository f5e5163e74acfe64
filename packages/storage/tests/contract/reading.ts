import { createHash } from 'node:crypto'
import { text } from 'node:stream/consumers'
import type { ListedObject, PartedUpload, Storage, UnfinishedUpload } from '../../src/index.ts'
import { inPieces } from './bodies.ts'

export async function putText(storage: Storage, key: string, words: string): Promise<void> {
  await storage.put(key, inPieces(Buffer.from(words)))
}

/** An upload whose parts but the last are as small as the store allows, each made of one letter. */
export async function begun(storage: Storage, key: string) {
  const upload: PartedUpload = { key, upload_id: await storage.begin(key) }
  const sizes = { part: storage.min_part_bytes }
  const send = (number: number, words: string) => {
    const bytes = words.length === 1 ? Buffer.alloc(sizes.part, words) : Buffer.from(words)
    return storage.part(upload, { number, offset: (number - 1) * sizes.part, body: inPieces(bytes) })
  }
  return { storage, upload, sizes, send }
}

export async function unfinished(storage: Storage, prefix: string): Promise<UnfinishedUpload[]> {
  const uploads: UnfinishedUpload[] = []
  for await (const upload of storage.unfinished(prefix)) uploads.push(upload)
  return uploads
}

export async function readText(storage: Storage, key: string): Promise<string> {
  return text(await storage.read(key))
}

export async function listed(storage: Storage, prefix: string): Promise<ListedObject[]> {
  const objects: ListedObject[] = []
  for await (const object of storage.list(prefix)) objects.push(object)
  return objects
}

export async function keysOf(storage: Storage, prefix: string): Promise<string[]> {
  return (await listed(storage, prefix)).map(({ key }) => key).toSorted()
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
