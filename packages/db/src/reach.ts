import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type Guarded, isWith, type Viewer } from './access.ts'
import type { Database } from './tables/index.ts'

type Predicate = RawBuilder<boolean>

/** What shares let a viewer at, and the own things that the viewer lets others at, in which they may have made something. */
export interface Reach {
  readonly dataset_ids: readonly string[]
  readonly experiment_ids: readonly string[]
  readonly run_ids: readonly string[]
}

/** How far to read: rows that are wanted, at most so many of each thing, older than an id. */
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
 * The rows of a table that are reached, of each thing no more than its newest: however much is shared, no more is read than
 * a page of each.
 */
export function reached(table: Guarded, reach: Reach, window: Window): Predicate {
  return sql`${sql.ref(`${table}.id`)} in (${reachedIds[table](reach, window)})`
}

const reachedIds = {
  datasets: ({ dataset_ids, experiment_ids }) =>
    sql`select unnest(${dataset_ids}::uuid[]) union all
      select datasets.id from experiments
      join datasets on datasets.id = experiments.dataset_id and datasets.owner_id = experiments.owner_id
      where experiments.id = any(${experiment_ids}::uuid[])`,
  experiments: ({ experiment_ids }) => sql`select unnest(${experiment_ids}::uuid[])`,
  runs: ({ run_ids, experiment_ids }, window) =>
    sql`select unnest(${run_ids}::uuid[]) union all ${newest('runs', { experiment_id: experiment_ids }, window)}`,
  jobs: ({ run_ids, experiment_ids }, window) =>
    sql`${newest('jobs', { run_id: run_ids }, window)} union all
      ${newest('jobs', { experiment_id: experiment_ids }, window)}`,
  comparisons: ({ experiment_ids }, window) => newest('comparisons', { experiment_id: experiment_ids }, window),
} satisfies Record<Guarded, (reach: Reach, window: Window) => RawBuilder<unknown>>

type Parents = { readonly run_id: readonly string[] } | { readonly experiment_id: readonly string[] }

/** Ids of the newest rows of each of these things, by the index of the things' rows. */
function newest(table: Guarded, parents: Parents, { where, before, limit }: Window): RawBuilder<unknown> {
  const id = sql.ref(`${table}.id`)
  const [[column, ids] = ['', []]] = Object.entries(parents)
  const older = before === undefined ? [] : [sql<boolean>`${id} < ${before}::uuid`]
  const conditions = [sql<boolean>`${sql.ref(`${table}.${column}`)} = things.id`, ...where, ...older]
  return sql`select newest.id from unnest(${ids}::uuid[]) as things (id) cross join lateral (
    select ${id} from ${sql.table(table)} where ${sql.join(conditions, sql` and `)} order by ${id} desc limit ${limit}
  ) as newest`
}

function unique(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))]
}
