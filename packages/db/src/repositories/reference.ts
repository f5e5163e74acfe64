import { type Kysely, type RawBuilder, sql } from 'kysely'
import { isOwn, isWith, readable, type Viewer } from '../access.ts'
import { type Guarded, isShareable, shareables } from '../shareable.ts'
import type { Database } from '../tables/index.ts'

/** A thing that a reference may mean. */
export interface ReferenceMatch {
  readonly id: string
  readonly name: string | null
  readonly created_at: string
}

interface Search {
  readonly table: Guarded
  readonly viewer: Viewer
  /** How many are looked for at most: two say already that it is ambiguous. */
  readonly most: number
}

/** Things that the viewer may read whose id begins so, newest first. */
export async function findByShortId(
  db: Kysely<Database>,
  { table, viewer, most }: Search,
  beginning: string,
): Promise<ReferenceMatch[]> {
  return find(db, { table, most }, sql`${beginsWith(beginning)} and ${readable(table, viewer)}`)
}

/** Those of the users with this address, or whose id begins so, who share files with the viewer. */
export async function findOwnersOfFiles(
  db: Kysely<Database>,
  { viewer, most }: Omit<Search, 'table'>,
  named: { readonly email: string } | { readonly beginning: string },
): Promise<ReferenceMatch[]> {
  const isNamed = 'email' in named ? sql`email = ${named.email}` : beginsWith(named.beginning)
  const isSharing = sql`exists (
    select from shares where shares.owner_id = users.id and shares.file_id is not null and ${isWith(viewer)})`
  const isSeen = viewer.sees_all ? sql`true` : isSharing
  const { rows } = await sql<ReferenceMatch>`
    select id, email as name, created_at from users where ${isNamed} and ${isSeen}
    order by id desc limit ${most}`.execute(db)
  return rows
}

/** Experiments of this name, newest first: the viewer's own, or where there is none those that others share. */
export async function findExperimentsByName(
  db: Kysely<Database>,
  { viewer, most }: Omit<Search, 'table'>,
  name: string,
): Promise<ReferenceMatch[]> {
  const named = (seen: RawBuilder<boolean>) =>
    find(db, { table: 'experiments', most }, sql`name = ${name} and archived_at is null and ${seen}`)
  const own = await named(isOwn('experiments', viewer))
  return own.length > 0 ? own : named(readable('experiments', viewer))
}

/**
 * Of each family of this name the newest version, or the one that is asked for; the viewer's own family, or where there
 * is none those that others share. A version that was refused counts when there is no other.
 */
export async function findDatasetsByName(
  db: Kysely<Database>,
  { viewer, most }: Omit<Search, 'table'>,
  { name, version }: { name: string; version?: number | undefined },
): Promise<ReferenceMatch[]> {
  const ofVersion = version === undefined ? sql`true` : sql`version = ${version}`
  const named = async (seen: RawBuilder<boolean>) => {
    const { rows } = await sql<ReferenceMatch>`
      select distinct on (owner_id) id, name, created_at from datasets
      where name = ${name} and archived_at is null and ${ofVersion} and ${seen}
      order by owner_id, state = 'failed', version desc limit ${most}`.execute(db)
    return rows
  }
  const own = await named(isOwn('datasets', viewer))
  return own.length > 0 ? own : named(readable('datasets', viewer))
}

async function find(
  db: Kysely<Database>,
  { table, most }: Pick<Search, 'table' | 'most'>,
  where: RawBuilder<unknown>,
): Promise<ReferenceMatch[]> {
  const name = table === 'comparisons' ? sql`null` : sql.ref(isShareable(table) ? shareables[table].name : 'name')
  const { rows } = await sql<ReferenceMatch>`
    select id, ${name} as name, created_at from ${sql.table(table)} where ${where}
    order by id desc limit ${most}`.execute(db)
  return rows
}

function beginsWith(beginning: string): RawBuilder<boolean> {
  return sql`id between ${toUuid(beginning, '0')}::uuid and ${toUuid(beginning, 'f')}::uuid`
}

/** An id that begins so and goes on with nothing but the filler. */
function toUuid(beginning: string, filler: string): string {
  return beginning.replaceAll('-', '').toLowerCase().padEnd(32, filler).slice(0, 32)
}
