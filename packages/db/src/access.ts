import type { Group } from '@assay/schemas'
import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'
import type { Database } from './tables/index.ts'

/** Who looks at rows, or changes them. */
export interface Viewer {
  readonly user_id: string
  readonly groups: readonly Group[]
  /** Whether everybody's rows are the viewer's to see and to change. */
  readonly sees_all: boolean
}

/** The tables whose rows their owners can let others at, by a share of the row or of what it belongs to. */
export type Guarded = 'comparisons' | 'datasets' | 'experiments' | 'jobs' | 'runs'

type Predicate = RawBuilder<boolean>

const all = sql<boolean>`true`

/** Rows of the viewer's own; an admin's are all. */
export function owned(table: Guarded, viewer: Viewer): Predicate {
  return viewer.sees_all ? all : isOwn(table, viewer)
}

/** Rows that the viewer may read. */
export function readable(table: Guarded, viewer: Viewer): Predicate {
  return viewer.sees_all ? all : readableRows[table](viewer)
}

/** Experiments in which the viewer may evaluate and compare; runs that the viewer may stop, retry and delete. */
export function writable(table: 'experiments' | 'runs', viewer: Viewer): Predicate {
  return viewer.sees_all ? all : writableRows[table](viewer)
}

/** Runs that the viewer may stop and delete: whoever owns an experiment also those that others have in it. */
export function endable(viewer: Viewer): Predicate {
  return sql`(${writable('runs', viewer)} or exists (
    select from experiments where experiments.id = runs.group_id and ${owned('experiments', viewer)}))`
}

/** Datasets whose owner has shared one of these runs of hers with the viewer, who so may read examples through it. */
export function sharedThrough(run_ids: readonly string[], viewer: Viewer): Predicate {
  return sql`exists (
    select from shares join runs on runs.id = shares.run_id
    where runs.id = any(${run_ids}::uuid[]) and runs.owner_id = datasets.owner_id and ${isWith(viewer)})`
}

/** Shares that are meant for the viewer. */
export function isWith({ user_id, groups }: Viewer): Predicate {
  return sql`(shares.with_user_id = ${user_id} or shares.with_group = any(${groups}::text[]))`
}

/**
 * A row that the viewer may read. Nearly always it is an own one, and planning all other cases in the same statement would
 * cost more than the rest of it.
 */
export async function findReadable<Table extends Guarded, Row>(
  query: SelectQueryBuilder<Database, Table, Row>,
  table: Table,
  viewer: Viewer,
) {
  const first = table === 'comparisons' ? undefined : await query.where(atOnce(table, viewer)).executeTakeFirst()
  return first ?? (await query.where(readable(table, viewer)).executeTakeFirst())
}

/** Rows that belong to the viewer, admin or not. */
export function isOwn(table: Guarded, { user_id }: Viewer): Predicate {
  return sql`${sql.ref(`${table}.owner_id`)} = ${user_id}`
}

/** What can be seen from the row alone. */
function atOnce(table: Guarded, viewer: Viewer): Predicate {
  if (table !== 'datasets' && table !== 'experiments') return owned(table, viewer)
  return sql`(${owned(table, viewer)} or ${sql.ref(`${table}.is_sample`)})`
}

function isShared(noun: 'dataset_id' | 'experiment_id' | 'run_id', id: string, viewer: Viewer): Predicate {
  return sql`exists (select from shares where ${sql.ref(`shares.${noun}`)} = ${sql.ref(id)} and ${isWith(viewer)})`
}

function isSharedForWriting(noun: 'experiment_id' | 'run_id', id: string, viewer: Viewer): Predicate {
  return sql`exists (select from shares
    where ${sql.ref(`shares.${noun}`)} = ${sql.ref(id)} and shares.access = 'write' and ${isWith(viewer)})`
}

const writableRows: Record<'experiments' | 'runs', (viewer: Viewer) => Predicate> = {
  experiments: (viewer) =>
    sql`(${isOwn('experiments', viewer)} or ${isSharedForWriting('experiment_id', 'experiments.id', viewer)})`,
  runs: (viewer) => sql`(${isOwn('runs', viewer)} or ${isSharedForWriting('run_id', 'runs.id', viewer)})`,
}

/**
 * What is shared reaches no further than what its owner owns: an experiment's share is one of its dataset only where both
 * have the same owner.
 */
const readableRows: Record<Guarded, (viewer: Viewer) => Predicate> = {
  datasets: (viewer) =>
    sql`(${isOwn('datasets', viewer)} or datasets.is_sample or ${isShared('dataset_id', 'datasets.id', viewer)}
      or exists (select from experiments join shares on shares.experiment_id = experiments.id
        where experiments.dataset_id = datasets.id and experiments.owner_id = datasets.owner_id and ${isWith(viewer)}))`,
  experiments: (viewer) =>
    sql`(${isOwn('experiments', viewer)} or experiments.is_sample
      or ${isShared('experiment_id', 'experiments.id', viewer)})`,
  runs: (viewer) =>
    sql`(${isOwn('runs', viewer)} or ${isShared('run_id', 'runs.id', viewer)} or exists (
      select from experiments where experiments.id = runs.group_id and ${readableRows.experiments(viewer)}))`,
  jobs: (viewer) => sql`exists (select from runs where runs.id = jobs.run_id and ${readableRows.runs(viewer)})`,
  // only while all its runs may be read, as they may not once a share is revoked; what strangers made of the sample's is
  // theirs alone
  comparisons: (viewer) =>
    sql`((${isOwn('comparisons', viewer)} or exists (
        select from experiments where experiments.id = comparisons.experiment_id
          and (not experiments.is_sample or experiments.owner_id = comparisons.owner_id)
          and ${readableRows.experiments(viewer)}))
      and not exists (
        select from runs where runs.id = any(comparisons.run_ids) and not ${readableRows.runs(viewer)}))`,
}
