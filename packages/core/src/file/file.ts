import type { Actor } from '@assay/access'
import {
  countFiles,
  type FileDetailRow,
  type FilePlace,
  type FileRow,
  findAlikePaths,
  findFile,
  insertFolders,
  listFiles,
  measureFiles,
} from '@assay/db'
import {
  DomainError,
  type File,
  type FileUsage,
  faultOfPath,
  type fileListInput,
  type fileUsageInput,
  type Page,
  rootFolders,
} from '@assay/schemas'
import type { z } from 'zod'
import type { FileDeps } from './deps.ts'
import { lastNameOf } from './file-download.ts'
import { type FileRef, findPlace, notFound } from './place.ts'
import { isRoot } from './tree.ts'

type Deps = Pick<FileDeps, 'db'>

export async function getFile(deps: Deps, actor: Actor, ref: FileRef): Promise<File> {
  const place = await findPlace(deps, actor, { ...ref, access: 'read' })
  return toFile(await getEntry(deps, place))
}

/** What is in a folder, or below it, in order of the paths. Throws FILE_NOT_FOUND, NOT_A_FOLDER. */
export async function listOwnFiles(
  deps: Deps,
  actor: Actor,
  { path: folder, owner, recursive, prefix, kind, ...page }: z.output<typeof fileListInput>,
): Promise<Page<File>> {
  const { owner_id } = await findPlace(deps, actor, { path: folder, owner, access: 'read' })
  const filter = { owner_id, folder, recursive, prefix, kind }
  if (folder === '') await ensureRoots(deps, owner_id)
  const [rows, total] = await Promise.all([
    listFiles(deps.db, filter, { after: pathBefore(page.cursor), limit: page.limit + 1 }),
    page.include_total ? countFiles(deps.db, filter) : undefined,
  ])
  // what holds something is a folder
  if (rows.length === 0) await requireFolder(deps, { owner_id, path: folder })
  const items = rows.slice(0, page.limit).map(toFile)
  const last = items.at(-1)
  return {
    items,
    next_cursor: rows.length > page.limit && last ? Buffer.from(last.path).toString('base64url') : null,
    ...(total !== undefined && { total }),
  }
}

/** How many files a folder holds, at any depth, and how large they are together. */
export async function getFileUsage(
  deps: Deps,
  actor: Actor,
  input: z.output<typeof fileUsageInput>,
): Promise<FileUsage> {
  const place = await findPlace(deps, actor, { ...input, access: 'read' })
  if (place.path !== '') await getEntry(deps, place)
  return measureFiles(deps.db, place)
}

/** What is at a path. The top folders are made as soon as they are looked for. Throws FILE_NOT_FOUND. */
export async function getEntry(deps: Deps, place: FilePlace): Promise<FileDetailRow> {
  const found = await findFile(deps.db, place)
  if (found) return found
  if (!isRoot(place.path)) throw notFound(place.path)
  await ensureRoots(deps, place.owner_id)
  return getEntry(deps, place)
}

async function ensureRoots({ db }: Deps, owner_id: string): Promise<void> {
  const there = await findAlikePaths(db, owner_id, rootFolders)
  if (there.length === rootFolders.length) return
  await insertFolders(db, { owner_id, paths: rootFolders, written_by: owner_id })
}

async function requireFolder(deps: Deps, place: FilePlace): Promise<void> {
  if (place.path === '') return
  const { kind } = await getEntry(deps, place)
  if (kind !== 'folder') throw new DomainError('NOT_A_FOLDER', { path: place.path })
}

/** The path at which the page before ended. */
function pathBefore(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const path = Buffer.from(cursor, 'base64url').toString()
  if (faultOfPath(path) !== undefined) throw new DomainError('CURSOR_INVALID', {})
  return path
}

export function toFile(row: FileDetailRow): File {
  return {
    id: row.id,
    path: row.path,
    name: lastNameOf(row.path),
    kind: row.kind,
    owner_id: row.owner_id,
    size_bytes: row.size_bytes,
    sha256: row.sha256,
    etag: etagOf(row),
    content_type: row.content_type,
    written_by: row.written_by,
    run_id: row.run_id,
    job_id: row.job_id,
    dataset_id: row.dataset_id,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}

export function etagOf({ blob_id }: Pick<FileRow, 'blob_id'>): string | null {
  return blob_id === null ? null : `"${blob_id}"`
}
