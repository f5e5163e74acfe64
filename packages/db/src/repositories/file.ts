import type { File, FileUsage } from '@assay/schemas'
import { type Insertable, type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import { isWith, type Viewer } from '../access.ts'
import { exactTotal } from '../paging.ts'
import type { BlobRow } from '../tables/blob.ts'
import type { FileRow, FileTable } from '../tables/file.ts'
import type { Database } from '../tables/index.ts'
import { newId } from '../uuid.ts'
import type { DeletedFile } from './placed-output.ts'

export interface FilePlace {
  readonly owner_id: string
  readonly path: string
}

/** A file or folder with what its bytes are; null: it is a folder. */
export interface FileDetailRow extends FileRow {
  readonly size_bytes: number | null
  readonly sha256: string | null
}

/** A statement has at most 65,535 values. */
const insertedAtOnce = 1_000

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

/** None of their paths may be there. */
export async function insertFiles(
  db: Transaction<Database>,
  files: readonly Omit<Insertable<FileTable>, 'id' | 'folder'>[],
): Promise<void> {
  for (let from = 0; from < files.length; from += insertedAtOnce) {
    const some = files.slice(from, from + insertedAtOnce)
    const rows = some.map((file) => ({ ...file, id: newId(), folder: folderOf(file.path) }))
    await db.insertInto('files').values(rows).execute()
  }
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

export interface FileFilter {
  readonly owner_id: string
  /** Empty: the top. */
  readonly folder: string
  readonly recursive: boolean
  readonly kind?: File['kind'] | undefined
  /** How the paths below the folder begin. */
  readonly prefix?: string | undefined
}

/** In order of their paths by code points, from behind one of them on: as much for a late page as for the first. */
export async function listFiles(
  db: Kysely<Database>,
  filter: FileFilter,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<FileDetailRow[]> {
  const rest = after === undefined ? [] : [sql<boolean>`files.path > ${after}`]
  const where = [...filtered(filter), ...rest]
  const query = where.reduce((all, wanted) => all.where(wanted), details(db))
  return query.orderBy('files.path').limit(limit).execute()
}

export async function countFiles(db: Kysely<Database>, filter: FileFilter): Promise<number | '10000+'> {
  const where = sql.join(filtered(filter), sql` and `)
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from files where ${where} limit ${exactTotal + 1}) as capped`.execute(db)
  const count = rows[0]?.count ?? 0
  return count > exactTotal ? '10000+' : count
}

/** What is at a path and below it; of the top, if it is empty. */
export async function measureFiles(db: Kysely<Database>, { owner_id, path }: FilePlace): Promise<FileUsage> {
  const { rows } = await sql<FileUsage>`
    select count(blob_id)::int as files, (count(*) filter (where kind = 'folder' and path <> ${path}))::int as folders,
      coalesce(sum(size_bytes), 0)::bigint as size_bytes
    from files left join blobs on blobs.id = files.blob_id
    where files.owner_id = ${owner_id} and ${isAtOrBelow(path)}`.execute(db)
  return rows[0] ?? { files: 0, folders: 0, size_bytes: 0 }
}

/** Of what is at a path and below it, the path with the most bytes and that with the most names. */
export async function findLongestPaths(db: Kysely<Database>, { owner_id, path }: FilePlace): Promise<string[]> {
  const longest = (length: RawBuilder<unknown>) => sql`(
    select path from files where owner_id = ${owner_id} and ${isAtOrBelow(path)} order by ${length} desc limit 1)`
  const { rows } = await sql<{ path: string }>`
    ${longest(sql`octet_length(path)`)} union ${longest(sql`cardinality(string_to_array(path, '/'))`)}`.execute(db)
  return rows.map((row) => row.path)
}

/** Gives what is at a path, and all below it, another place in its tree. Nothing may be there. */
export async function moveFiles(db: Transaction<Database>, { owner_id, path }: FilePlace, to: string): Promise<void> {
  await sql`
    update files set path = ${movedPath(path, to)}, folder = ${movedFolder(path, to)}, updated_at = now()
    where owner_id = ${owner_id} and ${isAtOrBelow(path)}`.execute(db)
}

/** Makes others of the same blobs of what is at a path and of all below it, in one statement. Nothing may be there. */
export async function copyFiles(
  db: Transaction<Database>,
  { owner_id, path }: FilePlace,
  { to, written_by }: { readonly to: string; readonly written_by: string },
): Promise<void> {
  // as newId makes them: the time, and then what is random
  const ids = sql`overlay(gen_random_uuid()::text placing ${newId().slice(0, 15)} from 1 for 15)::uuid`
  await sql`
    insert into files (id, owner_id, path, folder, kind, blob_id, content_type, written_by, run_id, job_id)
    select ${ids}, owner_id, ${movedPath(path, to)}, ${movedFolder(path, to)}, kind, blob_id, content_type,
      ${written_by}, run_id, job_id
    from files where owner_id = ${owner_id} and ${isAtOrBelow(path)}`.execute(db)
}

/** What is at a path and all below it, with the objects of their bytes. */
export async function findObjectsOfFiles(
  db: Kysely<Database>,
  { owner_id, path }: FilePlace,
): Promise<(FileDetailRow & { readonly object_key: string | null })[]> {
  return details(db)
    .select('blobs.object_key')
    .where('files.owner_id', '=', owner_id)
    .where(isAtOrBelow(path))
    .orderBy('files.path')
    .execute()
}

/** Deletes some thousand of what is below a path; the blobs that they had, and how many they were. */
export async function deleteFilesBelow(
  db: Transaction<Database>,
  { owner_id, path }: FilePlace,
): Promise<{ readonly files: readonly DeletedFile[]; readonly count: number }> {
  const { rows } = await sql<DeletedFile>`
    delete from files where id = any(array(
      select id from files where owner_id = ${owner_id} and ${isBelow(path)} limit 5000))
    returning job_id, blob_id`.execute(db)
  return { files: rows, count: rows.length }
}

export async function deleteFile(db: Transaction<Database>, id: string): Promise<void> {
  await db.deleteFrom('files').where('id', '=', id).execute()
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

function filtered({ owner_id, folder, recursive, kind, prefix = '' }: FileFilter): RawBuilder<boolean>[] {
  const beginning = folder === '' ? prefix : `${folder}/${prefix}`
  const isBeginning = sql<boolean>`(files.path >= ${beginning} and files.path < ${behindAll(beginning)})`
  return [
    sql<boolean>`files.owner_id = ${owner_id}`,
    ...(recursive ? [] : [sql<boolean>`files.folder = ${folder}`]),
    ...((recursive ? beginning : prefix) === '' ? [] : [isBeginning]),
    // written out: there are indexes of folders alone
    ...(kind === undefined ? [] : [sql<boolean>`files.kind = ${sql.lit(kind)}`]),
  ]
}

/** The first text, by code points, behind all that begin so. */
function behindAll(beginning: string): string {
  const characters = [...beginning]
  const last = characters.pop()?.codePointAt(0)
  if (last === undefined) return '\u{10ffff}'.repeat(2)
  if (last === 0x10ffff) return behindAll(characters.join(''))
  // halves of surrogate pairs are no characters
  return characters.join('') + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1)
}

function isAtOrBelow(path: string): RawBuilder<boolean> {
  return sql`(files.path = ${path} or ${isBelow(path)})`
}

function isBelow(path: string): RawBuilder<boolean> {
  return path === '' ? sql`true` : sql`(files.path > ${`${path}/`} and files.path < ${behindAll(`${path}/`)})`
}

function movedPath(from: string, to: string): RawBuilder<string> {
  return sql`${to}::text || substr(path, length(${from}) + 1)`
}

function movedFolder(from: string, to: string): RawBuilder<string> {
  return sql`case when path = ${from} then ${folderOf(to)} else ${to}::text || substr(folder, length(${from}) + 1) end`
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
