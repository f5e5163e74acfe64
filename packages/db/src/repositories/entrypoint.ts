import { type Kysely, sql } from 'kysely'
import type { EntrypointRow } from '../tables/entrypoint.ts'
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
  const rows = await db.selectFrom('entrypoints').select(['application', 'version']).distinct().limit(1000).execute()
  return rows.map(({ application, version }) => `${application}/${version}`)
}
