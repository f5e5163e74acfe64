import type { Actor } from '@assay/access'
import {
  type BlobRow,
  type Database,
  type FilePlace,
  type FileRow,
  findAlikePaths,
  findFileBlob,
  foldersAbove,
  insertFile,
  insertFolders,
  lockAlikePath,
  lockTree,
  replaceFile,
} from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError, rootFolders } from '@assay/schemas'
import type { Kysely, Transaction } from 'kysely'
import mime from 'mime'
import type { FileDeps } from './deps.ts'
import { type FileRef, findPlace } from './place.ts'
import { releaseFiles } from './release.ts'

export interface FileWithBlob {
  readonly file: FileRow
  readonly blob: BlobRow
}

/** A file that the actor may read. Throws FILE_NOT_FOUND, NOT_A_FILE. */
export async function readFileRow(deps: Pick<FileDeps, 'db'>, actor: Actor, ref: FileRef): Promise<FileWithBlob> {
  const { path } = ref
  const place = await findPlace(deps, actor, { ...ref, access: 'read' })
  const found = await findFileBlob(deps.db, place)
  if (found?.blob) return { file: found.file, blob: found.blob }
  throw new DomainError(found || isRoot(path) ? 'NOT_A_FILE' : 'FILE_NOT_FOUND', { path })
}

export interface FileWriting {
  readonly file: FileRow
  /** Whether nothing was there before. */
  readonly is_new: boolean
}

export interface WrittenFile extends FilePlace {
  readonly blob_id: string
  /** Absent: what the name says. */
  readonly content_type?: string | undefined
  readonly written_by: string | null
  readonly if_exists: 'replace' | 'refuse'
  readonly run_id?: string | undefined
  readonly job_id?: string | undefined
  readonly dataset_id?: string | undefined
}

/**
 * Makes a file of a blob of the same owner's, with the folders above it, or gives the file that is there these bytes:
 * of several who write one name at once, the last to commit wins whole. Who may do so is not asked here. Throws
 * PATH_TAKEN.
 */
export async function writeFileRow(deps: Pick<FileDeps, 'db' | 'queue'>, file: WrittenFile): Promise<FileWriting> {
  const { owner_id, path, if_exists } = file
  requireNoRoot(path)
  return transact(deps, async (trx) => {
    await lockTree(trx, owner_id, 'shared')
    await ensureFolders(trx, { owner_id, paths: foldersAbove(path), written_by: file.written_by })
    const row = { owner_id, path, ...bytesOf(file) }
    for (;;) {
      const made = await insertFile(trx, row)
      if (made) return { file: made, is_new: true }
      const there = await lockAlikePath(trx, { owner_id, path })
      // deleted in between
      if (!there) continue
      requireReplaceable(there, { path, kind: 'file', if_exists })
      const replaced = await replaceFile(trx, there.id, bytesOf(file))
      if (there.blob_id !== null && there.blob_id !== file.blob_id) await releaseFiles(deps, trx, [there.blob_id])
      return { file: replaced, is_new: false }
    }
  })
}

function bytesOf({ path, blob_id, content_type, written_by, run_id, job_id, dataset_id }: WrittenFile) {
  return {
    blob_id,
    content_type: content_type ?? contentTypeOf(path),
    written_by,
    run_id: run_id ?? null,
    job_id: job_id ?? null,
    dataset_id: dataset_id ?? null,
  }
}

/** Makes the folders that are not there yet, the outermost of them first. Throws PATH_TAKEN. */
export async function ensureFolders(
  trx: Transaction<Database>,
  folders: { readonly owner_id: string; readonly paths: readonly string[]; readonly written_by: string | null },
): Promise<void> {
  const { owner_id, paths } = folders
  if ((await findMissing(trx, owner_id, paths)).length === 0) return
  await insertFolders(trx, folders)
  const [missing] = await findMissing(trx, owner_id, paths)
  if (missing !== undefined) throw new TypeError('a folder that was made is not there')
}

/** Makes sure that a file may be put at a path, as things stand: others may write meanwhile. Throws PATH_TAKEN. */
export async function requirePlaceable(
  db: Kysely<Database>,
  { owner_id, path, if_exists }: Pick<WrittenFile, 'owner_id' | 'path' | 'if_exists'>,
): Promise<void> {
  requireNoRoot(path)
  const folders = foldersAbove(path)
  const found = await findAlikePaths(db, owner_id, [...folders, path])
  const isAtIt = (one: string) => one.normalize() === path.normalize()
  const there = found.find((one) => isAtIt(one.path))
  if (there) requireReplaceable(there, { path, kind: 'file', if_exists })
  requireFolders(
    found.filter((one) => !isAtIt(one.path)),
    folders,
  )
}

async function findMissing(trx: Transaction<Database>, owner_id: string, paths: readonly string[]): Promise<string[]> {
  const there = await findAlikePaths(trx, owner_id, paths)
  requireFolders(there, paths)
  return paths.filter((path) => !there.some((one) => one.path === path))
}

function requireFolders(there: readonly Pick<FileRow, 'path' | 'kind'>[], paths: readonly string[]): void {
  const taken = there.find(({ path, kind }) => kind === 'file' || !paths.includes(path))
  if (taken) throw pathTaken(taken, paths)
}

/** Why something that is there keeps one of these paths from being taken. */
export function pathTaken({ path, kind }: Pick<FileRow, 'path' | 'kind'>, wanted: readonly string[]): DomainError {
  return new DomainError('PATH_TAKEN', { path, by: wanted.includes(path) ? kind : 'other_form' })
}

/** Only a file may take the place of a file, and only if it is to. Throws PATH_TAKEN. */
export function requireReplaceable(
  there: Pick<FileRow, 'path' | 'kind'>,
  by: Pick<FileRow, 'path' | 'kind'> & Pick<WrittenFile, 'if_exists'>,
): void {
  const areFiles = there.kind === 'file' && by.kind === 'file'
  if (there.path !== by.path || !areFiles || by.if_exists === 'refuse') throw pathTaken(there, [by.path])
}

/** The top folders are there already, whether or not anybody has used them. Throws PATH_TAKEN. */
export function requireNoRoot(path: string): void {
  if (isRoot(path)) throw new DomainError('PATH_TAKEN', { path, by: 'folder' })
}

export function isRoot(path: string): boolean {
  return rootFolders.some((root) => root === path)
}

export function contentTypeOf(path: string): string {
  return mime.getType(path) ?? 'application/octet-stream'
}
