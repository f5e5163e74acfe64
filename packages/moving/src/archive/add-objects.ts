import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { KnownObject, Snapshot } from '@assay/db'
import { StartError } from '@assay/program'
import { ObjectDamaged, type Storage } from '@assay/storage'
import { atOnce, smallBytes } from '../objects/small-objects.ts'
import { hashOf, readWhole } from '../objects/whole-bytes.ts'
import type { Tell } from '../progress.ts'
import type { ArchiveWriter } from './archive-writer.ts'
import { members } from './manifest.ts'
import type { MemberFacts } from './seal.ts'

export interface AddedObjects {
  readonly snapshot: Snapshot
  readonly storage: Storage
  readonly leave_out_damaged: boolean
  readonly tell: Tell
}

/** Adds all objects of a snapshot, in their order; returns the keys of those that are left out. */
export async function addObjects(writer: ArchiveWriter, adding: AddedObjects): Promise<string[]> {
  const { snapshot, tell } = adding
  const total_bytes = snapshot.objects.size_bytes
  const left_out: string[] = []
  let done_bytes = 0
  for await (const page of snapshot.objectPages()) {
    for (const some of groupsOf(page)) {
      const opened = await Promise.all(some.map((known) => openObject(adding, known)))
      for (const [at, { object_key, size_bytes }] of some.entries()) {
        const object = opened[at]
        if (object) await unlessDamaged(writer.addStream(object.facts, object.body))
        else left_out.push(object_key)
        done_bytes += size_bytes
        tell({ doing: 'objects', done_bytes, total_bytes })
      }
    }
  }
  return left_out
}

/** Small objects that are read beside each other; a larger one is alone. */
function groupsOf(page: readonly KnownObject[]): KnownObject[][] {
  const groups: KnownObject[][] = []
  let open: KnownObject[] = []
  for (const known of page) {
    const isSmall = known.size_bytes <= smallBytes
    if (!isSmall || open.length === atOnce) open = []
    if (open.length === 0) groups.push(open)
    open.push(known)
    if (!isSmall) open = []
  }
  return groups
}

interface OpenObject {
  readonly facts: MemberFacts
  readonly body: AsyncIterable<Uint8Array>
}

/** Undefined: it is damaged, and left out. */
async function openObject(
  { storage, leave_out_damaged }: AddedObjects,
  known: KnownObject,
): Promise<OpenObject | undefined> {
  const { object_key, size_bytes } = known
  const name = members.objects + object_key
  try {
    if (size_bytes <= smallBytes) {
      const bytes = await buffer(readWhole(storage, known))
      return { facts: { name, size_bytes, sha256: known.sha256 ?? sha256Of(bytes) }, body: Readable.from([bytes]) }
    }
    // what has been begun cannot be left out any more
    if (leave_out_damaged) await storage.verify(object_key, async () => known)
    return { facts: { name, size_bytes, sha256: await hashOf(storage, known) }, body: readWhole(storage, known) }
  } catch (error) {
    if (leave_out_damaged && error instanceof ObjectDamaged) return undefined
    throw toldWhere(error)
  }
}

async function unlessDamaged(added: Promise<void>): Promise<void> {
  await added.catch((error: unknown) => {
    throw toldWhere(error)
  })
}

function toldWhere(error: unknown): unknown {
  return error instanceof ObjectDamaged ? damagedObject(error) : error
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function damagedObject(cause: ObjectDamaged): StartError {
  return new StartError(
    `The object "${cause.key}" in storage is ${cause.damage}. Nothing was exported. Restore it from a backup, or leave ` +
      'out what is damaged with --leave-out-damaged: whoever uses it is told so, as now.',
    { cause },
  )
}
