import type { KnownObject, Snapshot } from '@assay/db'
import { StartError } from '@assay/program'
import { ObjectDamaged, type Storage } from '@assay/storage'
import { hashOf, readWhole } from '../objects/whole-bytes.ts'
import type { Tell } from '../progress.ts'
import type { ArchiveWriter } from './archive-writer.ts'
import { members } from './manifest.ts'

export interface AddedObjects {
  readonly snapshot: Snapshot
  readonly storage: Storage
  readonly leave_out_damaged: boolean
  readonly tell: Tell
}

/** Adds all objects of a snapshot; returns the keys of those that are left out. */
export async function addObjects(writer: ArchiveWriter, adding: AddedObjects): Promise<string[]> {
  const { snapshot, tell } = adding
  const total_bytes = snapshot.objects.size_bytes
  const left_out: string[] = []
  let done_bytes = 0
  for await (const page of snapshot.objectPages()) {
    for (const known of page) {
      if (!(await addObject(writer, adding, known))) left_out.push(known.object_key)
      done_bytes += known.size_bytes
      tell({ doing: 'objects', done_bytes, total_bytes })
    }
  }
  return left_out
}

/** False: it is damaged, and left out. */
async function addObject(
  writer: ArchiveWriter,
  { storage, leave_out_damaged }: AddedObjects,
  known: KnownObject,
): Promise<boolean> {
  const { object_key, size_bytes } = known
  try {
    // what has been begun cannot be left out any more
    if (leave_out_damaged) await storage.verify(object_key, async () => known)
    const sha256 = await hashOf(storage, known)
    await writer.addStream({ name: members.objects + object_key, size_bytes, sha256 }, readWhole(storage, known))
    return true
  } catch (error) {
    if (!(error instanceof ObjectDamaged)) throw error
    if (leave_out_damaged) return false
    throw damagedObject(error)
  }
}

function damagedObject(cause: ObjectDamaged): StartError {
  return new StartError(
    `The object "${cause.key}" in storage is ${cause.damage}. Nothing was exported. Restore it from a backup, or leave ` +
      'out what is damaged with --leave-out-damaged: whoever uses it is told so, as now.',
    { cause },
  )
}
