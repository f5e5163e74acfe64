import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { idKey, ObjectMissing, type Storage } from '@assay/storage'
import { z } from 'zod'

/** The object that says that a storage is not whole yet, or no longer the one in use. */
const note = 'storage.moving'

const noteText = z.object({
  /** What fills it, or has emptied it. */
  by: z.enum(['import', 'copy']),
  /** The mark that the storage is to carry, or has carried. */
  storage_id: z.string(),
  /** Where the objects are now; null: they are on their way here. */
  moved_to: z.string().nullable(),
})

export type MovingNote = z.infer<typeof noteText>

/** The id by which a database recognises its storage; undefined: it carries none. */
export async function readMark(storage: Storage): Promise<string | undefined> {
  return (await readSmall(storage, idKey))?.trim()
}

export async function writeMark(storage: Storage, storage_id: string): Promise<void> {
  await writeSmall(storage, idKey, storage_id)
}

export async function removeMark(storage: Storage): Promise<void> {
  await storage.delete(idKey)
}

export async function readNote(storage: Storage): Promise<MovingNote | undefined> {
  const found = await readSmall(storage, note)
  return found === undefined ? undefined : noteText.safeParse(JSON.parse(found)).data
}

export async function writeNote(storage: Storage, moving: MovingNote): Promise<void> {
  await writeSmall(storage, note, JSON.stringify(moving))
}

export async function removeNote(storage: Storage): Promise<void> {
  await storage.delete(note)
}

/** Whether anything is in it besides marks. */
export async function holdsObjects(storage: Storage): Promise<boolean> {
  for await (const { key } of storage.list('')) if (key !== idKey && key !== note) return true
  return false
}

async function readSmall(storage: Storage, key: string): Promise<string | undefined> {
  try {
    return await text(await storage.read(key))
  } catch (error) {
    if (error instanceof ObjectMissing) return undefined
    throw error
  }
}

async function writeSmall(storage: Storage, key: string, content: string): Promise<void> {
  await storage.put(key, Readable.from([Buffer.from(content)]))
}
