import { type Actor, expectRoom, requireRoom } from '@assay/access'
import {
  type BlobRow,
  copyFiles,
  type Database,
  type FilePlace,
  type FileRow,
  findAlikePaths,
  findLongestPaths,
  findObjectsOfFiles,
  foldersAbove,
  insertFiles,
  lockAlikePath,
  newId,
} from '@assay/db'
import { transact } from '@assay/engine'
import type { File, fileCopyInput } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { insertCopies } from './blob-copy.ts'
import type { FileDeps } from './deps.ts'
import { getEntry, toFile } from './file.ts'
import { requireFitting, requireOutside } from './fitting.ts'
import { newObjectKey } from './object-key.ts'
import { findPlace, holdTree } from './place.ts'
import { ensureFolders, requireNoRoot, requireReplaceable, writeFileRow } from './tree.ts'

type Input = z.output<typeof fileCopyInput>
export type Source = Awaited<ReturnType<typeof findObjectsOfFiles>>[number]
type CopiedBlob = Pick<BlobRow, 'id' | 'owner_id' | 'sha256' | 'size_bytes' | 'object_key'>

/** How many objects a store copies for one call at a time. */
const copiesAtOnce = 8

/**
 * Copies a file, or a folder with all that is in it. Within a tree nothing is stored twice; from another's tree the
 * bytes are copied and count as the new owner's. Throws PATH_TAKEN, MOVE_INTO_ITSELF, QUOTA_REACHED.
 */
export async function copyFile(deps: FileDeps, actor: Actor, input: Input): Promise<File> {
  const { path, owner, to, to_owner } = input
  requireNoRoot(to)
  const from = await findPlace(deps, actor, { path, owner, access: 'read' })
  const target = await findPlace(deps, actor, { path: to, owner: to_owner, access: 'write' })
  const copied = { ...input, actor, from, target }
  await (from.owner_id === target.owner_id ? copyWithin(deps, copied) : copyAcross(deps, copied))
  return toFile(await getEntry(deps, target))
}

interface Copied extends Input {
  readonly actor: Actor
  readonly from: FilePlace
  readonly target: FilePlace
}

async function copyWithin(deps: FileDeps, copied: Copied): Promise<void> {
  const { actor, from, path, to, if_exists } = copied
  await transact(deps, async (trx) => {
    const held = { ...deps, db: trx }
    const target = await holdTree(held, actor, { path: to, owner: copied.to_owner })
    await findPlace(held, actor, { path, owner: copied.owner, access: 'read' })
    const source = await getEntry(held, from)
    if (source.blob_id !== null) {
      await writeFileRow(held, {
        ...target,
        ...madeOf(source),
        blob_id: source.blob_id,
        written_by: actor.user_id,
        if_exists,
      })
      return
    }
    requireOutside(path, to)
    requireFitting(await findLongestPaths(trx, from), { path, to })
    const there = await lockAlikePath(trx, target)
    if (there) requireReplaceable(there, { path: to, kind: source.kind, if_exists })
    await ensureFolders(trx, { ...target, paths: foldersAbove(to), written_by: actor.user_id })
    await copyFiles(trx, from, { to, written_by: actor.user_id })
  })
}

/** What a file was made of is said of its copies in the same tree. */
function madeOf({ content_type, run_id, job_id }: FileRow) {
  return { content_type: content_type ?? undefined, run_id: run_id ?? undefined, job_id: job_id ?? undefined }
}

/** The objects first: while they are copied nothing is locked. Those of a copy that fails go with the next sweep. */
async function copyAcross(deps: FileDeps, copied: Copied): Promise<void> {
  const { from, target, path, to, if_exists } = copied
  const sources = await findObjectsOfFiles(deps.db, from)
  requireFitting(
    sources.map((source) => source.path),
    { path, to },
  )
  const { kind } = await getEntry(deps, from)
  const [there] = await findAlikePaths(deps.db, target.owner_id, [to])
  if (there) requireReplaceable(there, { path: to, kind, if_exists })
  const blobs = planBlobs(sources, target.owner_id)
  const bytes = [...blobs.values()].reduce((sum, { size_bytes }) => sum + size_bytes, 0)
  await expectRoom(deps, { owner_id: target.owner_id, bytes })
  await copyObjects(deps, sources, blobs)
  await transact(deps, (trx) => settle({ ...deps, db: trx }, { ...copied, sources, blobs, bytes }))
}

export type Blobs = ReadonlyMap<string, CopiedBlob>

/** By the id of the blob that each is a copy of. */
export function planBlobs(sources: readonly Source[], owner_id: string): Blobs {
  const blobs = new Map<string, CopiedBlob>()
  for (const { blob_id, size_bytes, sha256 } of sources) {
    if (blob_id === null || size_bytes === null) continue
    blobs.set(blob_id, { id: newId(), owner_id, size_bytes, sha256, object_key: newObjectKey() })
  }
  return blobs
}

export async function copyObjects(
  { storage }: Pick<FileDeps, 'storage'>,
  sources: readonly Source[],
  blobs: Blobs,
): Promise<void> {
  const keys = new Map(sources.map(({ blob_id, object_key }) => [blobs.get(blob_id ?? '')?.object_key, object_key]))
  const left = [...keys]
  const copySome = async () => {
    for (let next = left.pop(); next; next = left.pop()) {
      const [to, from] = next
      if (from !== null && to !== undefined) await storage.copy(from, to)
    }
  }
  await Promise.all(Array.from({ length: copiesAtOnce }, copySome))
}

interface Settled extends Copied {
  readonly sources: readonly Source[]
  readonly blobs: Blobs
  readonly bytes: number
}

async function settle(deps: FileDeps & { db: Transaction<Database> }, settled: Settled): Promise<void> {
  const { actor, path, to, sources, blobs, bytes, if_exists } = settled
  const target = await holdTree(deps, actor, { path: to, owner: settled.to_owner })
  const { owner_id } = target
  await requireRoom(deps, { owner_id, bytes })
  await insertCopies(deps, deps.db, [...blobs.values()])
  const written_by = actor.user_id
  const rows = sources.map((source) => ({
    owner_id,
    path: to + source.path.slice(path.length),
    kind: source.kind,
    blob_id: blobs.get(source.blob_id ?? '')?.id ?? null,
    content_type: source.content_type,
    written_by,
  }))
  const [first] = rows
  if (first?.blob_id && first.path === to) {
    await writeFileRow(deps, {
      ...first,
      blob_id: first.blob_id,
      content_type: first.content_type ?? undefined,
      if_exists,
    })
    return
  }
  const there = await lockAlikePath(deps.db, target)
  if (there) requireReplaceable(there, { path: to, kind: 'folder', if_exists })
  await ensureFolders(deps.db, { owner_id, paths: foldersAbove(to), written_by })
  await insertFiles(deps.db, rows)
}
