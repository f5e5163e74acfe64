import { type Insertable, type Kysely, sql, type Transaction } from 'kysely'
import { isWith, type Viewer } from '../access.ts'
import type { BlobRow } from '../tables/blob.ts'
import type { FileRow, FileTable } from '../tables/file.ts'
import type { Database } from '../tables/index.ts'
import { newId } from '../uuid.ts'

export interface FilePlace {
  readonly owner_id: string
  readonly path: string
}

/** A file or folder with what its bytes are. */
export interface FileDetailRow extends FileRow, Pick<FileBytes, 'size_bytes' | 'sha256'> {}

interface FileBytes {
  readonly size_bytes: number | null
  readonly sha256: string | null
}

/**
 * Holds a tree until the transaction ends: `shared` by whoever adds or replaces single files, `exclusive` by whoever
 * moves or deletes what others may be adding to.
 */
export async function lockTree(
  db: Transaction<Database>,
  owner_id: string,
  held: 'shared' | 'exclusive',
): Promise<void> {
  const lock = held === 'shared' ? sql`pg_advisory_xact_lock_shared` : sql`pg_advisory_xact_lock`
  await sql`select ${lock}(hashtextextended(${`files of ${owner_id}`}, 0))`.execute(db)
}

export async function findFile(db: Kysely<Database>, place: FilePlace): Promise<FileDetailRow | undefined> {
  return details(db).where('files.owner_id', '=', place.owner_id).where('path', '=', place.path).executeTakeFirst()
}

export async function findFileBlob(
  db: Kysely<Database>,
  { owner_id, path }: FilePlace,
): Promise<{ readonly file: FileRow; readonly blob: BlobRow | undefined } | undefined> {
  const file = await db
    .selectFrom('files')
    .selectAll()
    .where('owner_id', '=', owner_id)
    .where('path', '=', path)
    .executeTakeFirst()
  if (!file) return undefined
  if (file.blob_id === null) return { file, blob: undefined }
  const blob = await db.selectFrom('blobs').selectAll().where('id', '=', file.blob_id).executeTakeFirst()
  // replaced in between
  return blob ? { file, blob } : findFileBlob(db, { owner_id, path })
}

/** What is at these paths, or at paths that differ from them by Unicode normal form only. */
export async function findAlikePaths(
  db: Kysely<Database>,
  owner_id: string,
  paths: readonly string[],
): Promise<Pick<FileRow, 'id' | 'path' | 'kind'>[]> {
  return alike(db, owner_id, paths).select(['id', 'path', 'kind']).execute()
}

/** The same for one path, with a lock on what is there. */
export async function lockAlikePath(
  db: Transaction<Database>,
  { owner_id, path }: FilePlace,
): Promise<FileRow | undefined> {
  return alike(db, owner_id, [path]).selectAll().forUpdate().executeTakeFirst()
}

/** Undefined: there is something at the path, or at one that differs by Unicode normal form only. */
export async function insertFile(
  db: Transaction<Database>,
  file: Omit<Insertable<FileTable>, 'id' | 'folder' | 'kind'>,
): Promise<FileRow | undefined> {
  return db
    .insertInto('files')
    .values({ ...file, id: newId(), folder: folderOf(file.path), kind: 'file' })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
}

/** Makes those that are not there yet. */
export async function insertFolders(
  db: Kysely<Database>,
  { owner_id, paths, written_by }: { owner_id: string; paths: readonly string[]; written_by: string | null },
): Promise<void> {
  const folders = paths.map((path) => ({
    id: newId(),
    owner_id,
    path,
    folder: folderOf(path),
    kind: 'folder' as const,
    blob_id: null,
    content_type: null,
    written_by,
  }))
  await db
    .insertInto('files')
    .values(folders)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Gives a file other bytes. */
export async function replaceFile(
  db: Transaction<Database>,
  id: string,
  bytes: Pick<FileRow, 'blob_id' | 'content_type' | 'written_by' | 'run_id' | 'job_id' | 'dataset_id'>,
): Promise<FileRow> {
  return db
    .updateTable('files')
    .set({ ...bytes, updated_at: sql<string>`now()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/**
 * How far what others share with the viewer goes at a place: a share of a folder covers all that is below it.
 * Undefined: nothing of it is shared.
 */
export async function findSharedAccess(
  db: Kysely<Database>,
  { owner_id, path, viewer }: FilePlace & { readonly viewer: Viewer },
): Promise<'read' | 'write' | undefined> {
  const row = await db
    .selectFrom('files')
    .innerJoin('shares', 'shares.file_id', 'files.id')
    .select('shares.access')
    .where('files.owner_id', '=', owner_id)
    .where('files.path', 'in', [...foldersAbove(path), path])
    .where(isWith(viewer))
    .orderBy('shares.access', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.access
}

/** The paths of the folders above a path, the outermost first. */
export function foldersAbove(path: string): string[] {
  const names = path.split('/').slice(0, -1)
  return names.map((_, depth) => names.slice(0, depth + 1).join('/'))
}

/** Empty: it is at the top. */
function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

function alike(db: Kysely<Database>, owner_id: string, paths: readonly string[]) {
  return db
    .selectFrom('files')
    .where('owner_id', '=', owner_id)
    .where(
      sql<boolean>`normalize(path, NFC) in (select normalize(wanted, NFC) from unnest(${paths}::text[]) as wanted)`,
    )
}

function details(db: Kysely<Database>) {
  return db
    .selectFrom('files')
    .leftJoin('blobs', 'blobs.id', 'files.blob_id')
    .selectAll('files')
    .select(['blobs.size_bytes', 'blobs.sha256'])
}
