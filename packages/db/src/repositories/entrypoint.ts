import { DomainError, type Page, type PageInput } from '@assay/schemas'
import { type Insertable, type Kysely, sql, type Transaction, type Updateable } from 'kysely'
import { paginate } from '../paging.ts'
import type { BlobRow } from '../tables/blob.ts'
import type { EntrypointFileTable, EntrypointRow, EntrypointTable } from '../tables/entrypoint.ts'
import type { Database } from '../tables/index.ts'

export interface EntrypointFileRow {
  readonly entrypoint_id: string
  readonly path: string
  readonly blob_id: string
  readonly size_bytes: number
  /** Null: not computed yet. */
  readonly sha256: string | null
}

/** Those of one version, in the order of the catalogue; none: there is no such version. */
export async function findEntrypoints(
  db: Kysely<Database>,
  { application, version }: Pick<EntrypointRow, 'application' | 'version'>,
): Promise<EntrypointRow[]> {
  return db
    .selectFrom('entrypoints')
    .selectAll()
    .where('application', '=', application)
    .where('version', '=', version)
    .where('removed_at', 'is', null)
    .orderBy('position')
    .execute()
}

export async function findEntrypointFiles(
  db: Kysely<Database>,
  entrypoint_ids: readonly string[],
): Promise<EntrypointFileRow[]> {
  if (entrypoint_ids.length === 0) return []
  return db
    .selectFrom('entrypoint_files')
    .innerJoin('blobs', 'blobs.id', 'blob_id')
    .select(['entrypoint_id', 'path', 'blob_id', 'size_bytes', 'sha256'])
    .where('entrypoint_id', 'in', entrypoint_ids)
    .orderBy('path')
    .execute()
}

/** From then on they never change. */
export async function noteEntrypointsUsed(db: Kysely<Database>, ids: readonly string[]): Promise<void> {
  await sql`
    update entrypoints set used_at = now() where id = any(${ids}::uuid[]) and used_at is null`.execute(db)
}

/** What versions there are, as maps/1; a thousand of them at most. */
export async function findVersionNames(db: Kysely<Database>): Promise<string[]> {
  const rows = await db
    .selectFrom('entrypoints')
    .select(['application', 'version'])
    .distinct()
    .where('removed_at', 'is', null)
    .limit(1000)
    .execute()
  return rows.map(({ application, version }) => `${application}/${version}`)
}

type Version = Pick<EntrypointRow, 'application' | 'version'>
type Named = Version & Pick<EntrypointRow, 'entrypoint'>

/** Whoever changes the catalogue takes turns. */
export async function lockCatalogue(db: Transaction<Database>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('assay catalogue', 0))`.execute(db)
}

/** Those of these versions, the removed ones too; locked, so that no job begins to use them meanwhile. */
export async function lockEntrypoints(
  db: Kysely<Database>,
  versions: readonly Version[],
  { held }: { readonly held: boolean },
): Promise<EntrypointRow[]> {
  const { rows } = await sql<EntrypointRow>`
    select entrypoints.* from entrypoints
    join unnest(${versions.map(({ application }) => application)}::text[],
      ${versions.map(({ version }) => version)}::text[]) as wanted (application, version) using (application, version)
    order by entrypoints.id ${held ? sql`for update of entrypoints` : sql``}`.execute(db)
  return rows.toSorted((one, other) => one.position - other.position)
}

export async function insertEntrypoints(db: Kysely<Database>, rows: Insertable<EntrypointTable>[]): Promise<void> {
  if (rows.length > 0) await db.insertInto('entrypoints').values(rows).execute()
}

export async function updateEntrypoint(
  db: Kysely<Database>,
  id: string,
  change: Pick<Updateable<EntrypointTable>, 'definition' | 'applied_by' | 'removed_at'>,
): Promise<void> {
  await db
    .updateTable('entrypoints')
    .set({ ...change, updated_at: sql<string>`now()` })
    .where('id', '=', id)
    .execute()
}

export async function insertEntrypointFiles(db: Kysely<Database>, files: EntrypointFileTable[]): Promise<void> {
  for (let from = 0; from < files.length; from += filesAtOnce) {
    await db
      .insertInto('entrypoint_files')
      .values(files.slice(from, from + filesAtOnce))
      .execute()
  }
}

/** A statement has at most 65,535 values. */
const filesAtOnce = 10_000

/** Returns the blobs that they were. */
export async function deleteEntrypointFiles(db: Kysely<Database>, entrypoint_id: string): Promise<string[]> {
  const rows = await db
    .deleteFrom('entrypoint_files')
    .where('entrypoint_id', '=', entrypoint_id)
    .returning('blob_id')
    .execute()
  return rows.map(({ blob_id }) => blob_id)
}

/** Hides entrypoints; those that are removed already are not among the answers. */
export async function removeEntrypoints(
  db: Kysely<Database>,
  { application, version, entrypoint }: Version & { readonly entrypoint?: string | undefined },
): Promise<EntrypointRow[]> {
  return db
    .updateTable('entrypoints')
    .set({ removed_at: sql<string>`now()` })
    .where('application', '=', application)
    .where('version', '=', version)
    .where('removed_at', 'is', null)
    .$if(entrypoint !== undefined, (query) => query.where('entrypoint', '=', entrypoint ?? ''))
    .returningAll()
    .execute()
}

export async function getEntrypointFile(db: Kysely<Database>, file: Named & { path: string }): Promise<BlobRow> {
  const row = await db
    .selectFrom('entrypoint_files')
    .innerJoin('entrypoints', 'entrypoints.id', 'entrypoint_id')
    .innerJoin('blobs', 'blobs.id', 'blob_id')
    .selectAll('blobs')
    .where('application', '=', file.application)
    .where('version', '=', file.version)
    .where('entrypoint', '=', file.entrypoint)
    .where('removed_at', 'is', null)
    .where('path', '=', file.path)
    .executeTakeFirst()
  if (!row) throw new DomainError('FILE_NOT_FOUND', { path: file.path })
  return row
}

/** Those whose entries keep something under this name. */
export async function findEntrypointsWithMetadata(db: Kysely<Database>, name: string): Promise<EntrypointRow[]> {
  return db
    .selectFrom('entrypoints')
    .selectAll()
    .where('removed_at', 'is', null)
    .where(sql<boolean>`definition -> 'metadata' -> ${name}::text is not null`)
    .execute()
}

export interface VersionRow extends Version {
  readonly id: string
  readonly entrypoints: string[]
  readonly used: boolean
  readonly created_at: string
  readonly updated_at: string
}

/** Versions with anything that is not removed; their first entrypoint, whatever became of it, stands for them. */
export async function listVersions(
  db: Kysely<Database>,
  { application }: { readonly application?: string | undefined },
  page: PageInput,
): Promise<Page<VersionRow>> {
  const there = sql`from entrypoints e where e.application = entrypoints.application
    and e.version = entrypoints.version and e.removed_at is null`
  const query = db
    .selectFrom('entrypoints')
    .where('position', '=', 0)
    .where(sql<boolean>`exists (select ${there})`)
    .$if(application !== undefined, (some) => some.where('application', '=', application ?? ''))
    .select(['id', 'application', 'version', 'created_at'])
    .select([
      sql<string[]>`array(select e.entrypoint ${there} order by e.position)`.as('entrypoints'),
      sql<boolean>`(select bool_or(e.used_at is not null) ${there})`.as('used'),
      sql<string>`(select max(e.updated_at) ${there})`.as('updated_at'),
    ])
  return paginate(db, { query, table: 'entrypoints', page })
}

/** What resembles a name that the catalogue does not have: applications, versions of one, entrypoints of a version. */
export async function listCatalogueNames(
  db: Kysely<Database>,
  { application, version }: Partial<Version>,
): Promise<string[]> {
  const column = application === undefined ? 'application' : version === undefined ? 'version' : 'entrypoint'
  const rows = await db
    .selectFrom('entrypoints')
    .select(`${column} as name`)
    .distinct()
    .where('removed_at', 'is', null)
    .$if(application !== undefined, (some) => some.where('application', '=', application ?? ''))
    .$if(version !== undefined, (some) => some.where('version', '=', version ?? ''))
    .orderBy('name')
    .limit(1000)
    .execute()
  return rows.map(({ name }) => name)
}
