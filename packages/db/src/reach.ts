import { type ShareableField, shareableFields } from '@assay/schemas'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { isWith, type Viewer } from './access.ts'
import { newestFirst, type Part } from './paging.ts'
import { belongings, type Guarded, isShareable, type ShareableTable, shareables } from './shareable.ts'
import type { Database } from './tables/index.ts'
import type { ShareRow } from './tables/share.ts'

type Predicate = RawBuilder<boolean>

const all = sql<boolean>`true`

/** What shares give a viewer access to, and the viewer's own things that others have access to and may have used. */
export type Reach = readonly Pick<ShareRow, ShareableField>[]

export interface Window {
  readonly where: readonly Predicate[]
  readonly before: string | undefined
  readonly limit: number
}

/** Undefined: no shares. */
export async function findReach(db: Kysely<Database>, viewer: Viewer): Promise<Reach | undefined> {
  const rows = await db
    .selectFrom('shares')
    .select(shareableFields)
    .where(sql<boolean>`(${isWith(viewer)} or shares.owner_id = ${viewer.user_id})`)
    .execute()
  return rows.length === 0 ? undefined : rows
}

/**
 * The newest rows of a table that can be reached by shares. For each thing at most as many rows are read, by its index,
 * as are wanted in all: however much there is in shared things, a page costs no more than a page of each.
 */
export function reached(table: Guarded, reach: Reach, { where, before, limit }: Window): Predicate {
  const id = sql.ref(`${table}.id`)
  const ids = reachedIds(table, reach, { wanted: windowOf(table, { where, before, limit }), limit })
  return sql`${id} in (select reached.id from (${sql.join(ids, sql` union `)}) as reached (id)
    order by reached.id desc limit ${limit})`
}

export function windowOf(table: Guarded, { where, before }: Window): RawBuilder<unknown> {
  const older = before === undefined ? [] : [sql<boolean>`${sql.ref(`${table}.id`)} < ${before}::uuid`]
  return sql.join([all, ...where, ...older], sql` and `)
}

interface Wanted {
  readonly wanted: RawBuilder<unknown>
  readonly limit: number
}

function reachedIds(table: Guarded, reach: Reach, window: Wanted): RawBuilder<unknown>[] {
  const parts = belongings[table] ?? []
  return [
    ...(isShareable(table) ? [these(table, idsOf(table, reach), window)] : []),
    ...(idsThrough[table]?.(reach, window) ?? []),
    ...parts.map(({ column, to }) => newestOf(table, { column, ids: idsOf(to, reach) }, window)),
  ]
}

function idsOf(table: ShareableTable, reach: Reach): string[] {
  const ids = reach.map((row) => row[shareables[table].column])
  return [...new Set(ids.filter((id) => id !== null))]
}

/** Things that come with a share of another thing. */
const idsThrough: { readonly [Table in Guarded]?: (reach: Reach, window: Wanted) => RawBuilder<unknown>[] } = {
  datasets: (reach, { wanted }) => [
    sql`select datasets.id from experiments
      join datasets on datasets.id = experiments.dataset_id and datasets.owner_id = experiments.owner_id
      where experiments.id = any(${idsOf('experiments', reach)}::uuid[]) and ${wanted}`,
  ],
}

function these(table: ShareableTable, ids: readonly string[], { wanted }: Wanted): RawBuilder<unknown> {
  const id = sql.ref(`${table}.id`)
  return sql`select ${id} from ${sql.table(table)} where ${id} = any(${ids}::uuid[]) and ${wanted}`
}

interface Parts {
  readonly column: Part['column']
  readonly ids: readonly string[]
}

/** Ids of the newest rows of each of these things, by the index of their rows. */
function newestOf(table: Guarded, { column, ids }: Parts, { wanted, limit }: Wanted): RawBuilder<unknown> {
  const id = sql.ref(`${table}.id`)
  return sql`select newest.id from unnest(${ids}::uuid[]) as things (id) cross join lateral (
    select ${id} from ${sql.table(table)} where ${sql.ref(`${table}.${column}`)} = any(array[things.id]) and ${wanted}
    order by ${newestFirst(table, column)} limit ${limit}) as newest`
}
