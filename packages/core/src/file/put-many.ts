import type { Readable } from 'node:stream'
import { type Actor, type AuditedCall, audited, holdRoom } from '@assay/access'
import {
  type Database,
  findAlikeFiles,
  foldersAbove,
  holdOwnBlobs,
  insertBlobs,
  insertFiles,
  replaceFiles,
} from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError, type FilesMade, type filesManyInput } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import type { FileDeps } from './deps.ts'
import { Arrival, type ArrivedBlob } from './many/arrival.ts'
import { readTarEntries } from './many/tar-entries.ts'
import { TreePlan } from './many/tree-plan.ts'
import { findPlace, holdTree } from './place.ts'
import { releaseFiles, releaseObjects } from './release.ts'
import { contentTypeOf } from './tree.ts'

export interface ManyFiles extends z.output<typeof filesManyInput> {
  /** A tar. */
  readonly body: Readable
  readonly call: AuditedCall
}

/**
 * Makes files of what a tar holds, below a folder: those that can be, in one transaction whose statements do not grow
 * with their number. One that breaks off makes none. Throws FILE_NOT_FOUND, INPUT_INVALID, BODY_TOO_LARGE,
 * STORAGE_FULL.
 */
export async function putManyFiles(deps: FileDeps, actor: Actor, content: ManyFiles): Promise<FilesMade> {
  const { owner_id, path: folder } = await findPlace(deps, actor, { ...content, access: 'write' })
  const arrival = new Arrival(deps, owner_id)
  const { max_upload_bytes } = deps.settings
  await arrival.receive(readTarEntries(content.body, { folder, max_upload_bytes }))
  try {
    return await audited(deps, content.call, async (held) => settle(held, actor, { content, arrival }))
  } catch (error) {
    // of another error it is not known whether what it broke was committed
    if (DomainError.is(error)) await arrival.discard()
    throw error
  }
}

interface Settlement {
  readonly content: ManyFiles
  readonly arrival: Arrival
}

async function settle(deps: FileDeps, actor: Actor, { content, arrival }: Settlement): Promise<FilesMade> {
  return transact(deps, async (trx) => {
    const held = { ...deps, db: trx }
    const { owner_id } = await holdTree(held, actor, content)
    const plan = await planTree(held, owner_id, { content, arrival })
    await keepBlobs(held, trx, { plan, arrival })
    await writeRows(held, trx, { plan, owner_id, written_by: actor.user_id })
    return { items: plan.items, failed: [...arrival.failed, ...plan.failed] }
  })
}

async function planTree(deps: FileDeps, owner_id: string, { content, arrival }: Settlement): Promise<TreePlan> {
  const { files, folders, blobs } = arrival
  const paths = [...folders, ...files.map(({ path }) => path)]
  const all = new Set([...paths, ...paths.flatMap(foldersAbove)])
  const there = await findAlikeFiles(deps.db, owner_id, [...all])
  const room = await holdRoom(deps, owner_id)
  const plan = new TreePlan({ there, room, blobs, if_exists: content.if_exists })
  for (const folder of folders) plan.addFolder(folder)
  for (const file of files) plan.addFile(file)
  return plan
}

/** Gives rows to the objects that are used, and lets those go that are not. */
async function keepBlobs(
  deps: FileDeps,
  trx: Transaction<Database>,
  { plan, arrival }: { readonly plan: TreePlan; readonly arrival: Arrival },
): Promise<void> {
  const known = [...plan.blobs.values()].filter(({ is_new }) => !is_new)
  const { owner_id } = arrival
  if (!(await holdOwnBlobs(trx, { owner_id, ids: known.map(({ id }) => id) }))) throw changedMeanwhile()
  const isKept = ({ id }: { readonly id: string }) => plan.blobs.has(id)
  const [kept, left] = [arrival.stored.filter(isKept), arrival.stored.filter((blob) => !isKept(blob))]
  await insertBlobs(
    trx,
    kept.map(({ is_new: _, ...row }) => row),
  )
  if (left.length > 0) await releaseObjects(deps, trx, left)
}

interface Writing {
  readonly plan: TreePlan
  readonly owner_id: string
  readonly written_by: string
}

async function writeRows(
  deps: FileDeps,
  trx: Transaction<Database>,
  { plan, owner_id, written_by }: Writing,
): Promise<void> {
  const by = { owner_id, written_by }
  const folders = plan.folders.map((path) => ({
    ...by,
    path,
    kind: 'folder' as const,
    blob_id: null,
    content_type: null,
  }))
  const made = plan.files.filter(({ there }) => !there)
  const files = made.map(({ path, blob }) => ({ ...by, path, kind: 'file' as const, ...bytesOf(path, blob) }))
  await insertFiles(trx, [...folders, ...files])
  const changed = plan.files.flatMap(({ path, blob, there }) => (there ? [{ ...bytesOf(path, blob), there }] : []))
  const replaced = changed.map(({ there, ...bytes }) => ({ ...bytes, id: there.id }))
  if ((await replaceFiles(trx, { files: replaced, written_by })) !== changed.length) throw changedMeanwhile()
  const old = changed.flatMap(({ there, blob_id }) => (there.blob_id === blob_id ? [] : [there.blob_id]))
  if (old.length > 0) await releaseFiles(deps, trx, old)
}

function bytesOf(path: string, { id }: ArrivedBlob) {
  return { blob_id: id, content_type: contentTypeOf(path) }
}

/** What it was planned on went away: the client is to send it again. */
function changedMeanwhile(): DomainError<'UNAVAILABLE'> {
  return new DomainError('UNAVAILABLE', { retry_after_seconds: 1, what: 'files that others are deleting' })
}
