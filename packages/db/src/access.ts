import type { Group } from '@assay/schemas'
import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'
import { experimentColumns, type Guarded, isShareable, type ShareableTable, shareables } from './shareable.ts'
import type { Database } from './tables/index.ts'

/** An actor as seen by queries: who reads or changes rows. */
export interface Viewer {
  readonly user_id: string
  readonly groups: readonly Group[]
  /** Whether the viewer may see and change everybody's rows. */
  readonly sees_all: boolean
}

type Predicate = RawBuilder<boolean>

const all = sql<boolean>`true`

/** Rows of the viewer's own; of an admin, all. */
export function owned(table: Guarded, viewer: Viewer): Predicate {
  return viewer.sees_all ? all : isOwn(table, viewer)
}

export function readable(table: Guarded, viewer: Viewer): Predicate {
  return viewer.sees_all ? all : readableRows(table, viewer)
}

export function writable(table: ShareableTable, viewer: Viewer): Predicate {
  if (viewer.sees_all) return all
  return sql`(${isOwn(table, viewer)} or ${isShared(table, sql`shares.access = 'write' and ${isWith(viewer)}`)})`
}

/** Runs that the viewer may stop and delete. The owner of an experiment may also do so with runs of others in it. */
export function endable(viewer: Viewer): Predicate {
  return sql`(${writable('runs', viewer)} or exists (
    select from experiments where ${isExperimentOf('runs')} and ${owned('experiments', viewer)}))`
}

/** Datasets whose owner shared one of these runs with the viewer, who may read examples through it. */
export function sharedThrough(run_ids: readonly string[], viewer: Viewer): Predicate {
  return sql`exists (
    select from shares join runs on runs.id = shares.run_id
    where runs.id = any(${run_ids}::uuid[]) and runs.owner_id = datasets.owner_id and ${isWith(viewer)})`
}

export function isWith({ user_id, groups }: Viewer): Predicate {
  return sql`(shares.with_user_id = ${user_id} or shares.with_group = any(${groups}::text[]))`
}

/**
 * A row that the viewer may read. It nearly always is their own, and planning all other cases in the same statement
 * would cost more than the rest of it.
 */
export async function findReadable<Table extends Guarded, Row>(
  query: SelectQueryBuilder<Database, Table, Row>,
  table: Table,
  viewer: Viewer,
) {
  const first = table === 'comparisons' ? undefined : await query.where(byRowAlone(table, viewer)).executeTakeFirst()
  return first ?? (await query.where(readable(table, viewer)).executeTakeFirst())
}

/** Rows that belong to the viewer, admin or not. */
export function isOwn(table: Guarded, { user_id }: Viewer): Predicate {
  return sql`${sql.ref(`${table}.owner_id`)} = ${user_id}`
}

/** Conditions on the row alone. */
function byRowAlone(table: Guarded, viewer: Viewer): Predicate {
  const isInSample = isShareable(table) ? ofSample(table) : []
  return isInSample.length === 0 ? owned(table, viewer) : sql`(${either([owned(table, viewer), ...isInSample])})`
}

/** For a viewer who may not see everything. */
function readableRows(table: Guarded, viewer: Viewer): Predicate {
  if (!isShareable(table)) return partRows[table](viewer)
  const through = rowsThrough[table]
  const ways = [isOwn(table, viewer), ...ofSample(table), isShared(table, isWith(viewer))]
  return sql`(${either(through ? [...ways, through(viewer)] : ways)})`
}

/** Whether a thing has a share for which the condition holds. */
function isShared(table: ShareableTable, holds: Predicate): Predicate {
  const column = sql.ref(`shares.${shareables[table].column}`)
  return sql`exists (select from shares where ${column} = ${sql.ref(`${table}.id`)} and ${holds})`
}

function ofSample(table: ShareableTable): Predicate[] {
  return shareables[table].has_sample ? [sql`${sql.ref(`${table}.is_sample`)}`] : []
}

function either(ways: readonly Predicate[]): RawBuilder<unknown> {
  return sql.join(ways, sql` or `)
}

function isExperimentOf(table: keyof typeof experimentColumns): Predicate {
  return sql`experiments.id = ${sql.ref(`${table}.${experimentColumns[table]}`)}`
}

type Rule = (viewer: Viewer) => Predicate

/**
 * Things that come with a share of another thing. Only what belongs to the same owner does: an experiment's share
 * covers its dataset only where both have the same owner.
 */
const rowsThrough: { readonly [Table in ShareableTable]?: Rule } = {
  // those of the folders above it
  files: (viewer) =>
    sql`exists (select from files as above join shares on shares.file_id = above.id
      where above.owner_id = files.owner_id and starts_with(files.path, above.path || '/') and ${isWith(viewer)})`,
  datasets: (viewer) =>
    sql`exists (select from experiments join shares on shares.experiment_id = experiments.id
      where experiments.dataset_id = datasets.id and experiments.owner_id = datasets.owner_id and ${isWith(viewer)})`,
  runs: (viewer) =>
    sql`exists (select from experiments where ${isExperimentOf('runs')} and ${readableRows('experiments', viewer)})`,
}

/** Rows that cannot be shared themselves: who sees what they belong to sees them. */
const partRows: Readonly<Record<Exclude<Guarded, ShareableTable>, Rule>> = {
  jobs: (viewer) => sql`exists (select from runs where runs.id = jobs.run_id and ${readableRows('runs', viewer)})`,
  // only while all its runs may be read, which ends when a share is revoked; those that strangers made of the sample's
  // runs are visible to them alone
  comparisons: (viewer) =>
    sql`((${isOwn('comparisons', viewer)} or exists (
        select from experiments where ${isExperimentOf('comparisons')}
          and (not experiments.is_sample or experiments.owner_id = comparisons.owner_id)
          and ${readableRows('experiments', viewer)}))
      and not exists (
        select from runs where runs.id = any(comparisons.run_ids) and not ${readableRows('runs', viewer)}))`,
}
