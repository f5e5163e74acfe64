import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type Guarded, isWith, type Viewer } from './access.ts'
import { newestFirst } from './paging.ts'
import type { Database } from './tables/index.ts'

type Predicate = RawBuilder<boolean>

const all = sql<boolean>`true`

/** What shares let a viewer at, and the own things that the viewer lets others at, in which they may have made something. */
export interface Reach {
  readonly dataset_ids: readonly string[]
  readonly experiment_ids: readonly string[]
  readonly run_ids: readonly string[]
}

/** How far to read: the newest rows that are wanted, older than an id. */
export interface Window {
  readonly where: readonly Predicate[]
  readonly before: string | undefined
  readonly limit: number
}

/** Reads what a viewer reaches by shares; undefined: nothing. */
export async function findReach(db: Kysely<Database>, viewer: Viewer): Promise<Reach | undefined> {
  const rows = await db
    .selectFrom('shares')
    .select(['dataset_id', 'experiment_id', 'run_id'])
    .where(sql<boolean>`(${isWith(viewer)} or shares.owner_id = ${viewer.user_id})`)
    .execute()
  if (rows.length === 0) return undefined
  return {
    dataset_ids: unique(rows.map((row) => row.dataset_id)),
    experiment_ids: unique(rows.map((row) => row.experiment_id)),
    run_ids: unique(rows.map((row) => row.run_id)),
  }
}

/**
 * The newest rows of a table that are reached. Of each thing no more are looked at than are wanted of all, in its index:
 * however much is in what is shared, a page costs no more than a page of each.
 */
export function reached(table: Guarded, reach: Reach, { where, before, limit }: Window): Predicate {
  const id = sql.ref(`${table}.id`)
  const ids = reachedIds[table](reach, { wanted: windowOf(table, { where, before, limit }), limit })
  return sql`${id} in (select reached.id from (${sql.join(ids, sql` union `)}) as reached (id)
    order by reached.id desc limit ${limit})`
}

/** What a window asks of a row. */
export function windowOf(table: Guarded, { where, before }: Window): RawBuilder<unknown> {
  const older = before === undefined ? [] : [sql<boolean>`${sql.ref(`${table}.id`)} < ${before}::uuid`]
  return sql.join([all, ...where, ...older], sql` and `)
}

interface Wanted {
  readonly wanted: RawBuilder<unknown>
  readonly limit: number
}

const reachedIds: Record<Guarded, (reach: Reach, wanted: Wanted) => RawBuilder<unknown>[]> = {
  datasets: ({ dataset_ids, experiment_ids }, { wanted }) => [
    these('datasets', dataset_ids, wanted),
    sql`select datasets.id from experiments
      join datasets on datasets.id = experiments.dataset_id and datasets.owner_id = experiments.owner_id
      where experiments.id = any(${experiment_ids}::uuid[]) and ${wanted}`,
  ],
  experiments: ({ experiment_ids }, { wanted }) => [these('experiments', experiment_ids, wanted)],
  runs: ({ run_ids, experiment_ids }, window) => [
    these('runs', run_ids, window.wanted),
    newestOf('runs', { column: 'experiment_id', ids: experiment_ids }, window),
  ],
  jobs: ({ run_ids, experiment_ids }, window) => [
    newestOf('jobs', { column: 'run_id', ids: run_ids }, window),
    newestOf('jobs', { column: 'experiment_id', ids: experiment_ids }, window),
  ],
  comparisons: ({ experiment_ids }, window) => [
    newestOf('comparisons', { column: 'experiment_id', ids: experiment_ids }, window),
  ],
}

function these(table: Guarded, ids: readonly string[], wanted: RawBuilder<unknown>): RawBuilder<unknown> {
  const id = sql.ref(`${table}.id`)
  return sql`select ${id} from ${sql.table(table)} where ${id} = any(${ids}::uuid[]) and ${wanted}`
}

/** Rows of things. */
interface Parts {
  readonly column: 'experiment_id' | 'run_id'
  readonly ids: readonly string[]
}

/** Ids of the newest rows of each of these things, by the index of their rows. */
function newestOf(table: Guarded, { column, ids }: Parts, { wanted, limit }: Wanted): RawBuilder<unknown> {
  const id = sql.ref(`${table}.id`)
  return sql`select newest.id from unnest(${ids}::uuid[]) as things (id) cross join lateral (
    select ${id} from ${sql.table(table)} where ${sql.ref(`${table}.${column}`)} = any(array[things.id]) and ${wanted}
    order by ${newestFirst(table, column)} limit ${limit}) as newest`
}

function unique(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))]
}
