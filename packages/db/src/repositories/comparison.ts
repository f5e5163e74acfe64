import {
  type ComparisonResult,
  DomainError,
  type JobError,
  type ListScope,
  type Page,
  type PageInput,
  type Verdict,
} from '@assay/schemas'
import { type Insertable, type Kysely, sql } from 'kysely'
import { findReadable, readable, type Viewer } from '../access.ts'
import { paginate } from '../paging.ts'
import { storableJson } from '../storable-json.ts'
import type { ComparisonRow, ComparisonTable } from '../tables/comparison.ts'
import type { Database } from '../tables/index.ts'
import { ofScope, paginateVisible } from '../visible-list.ts'

/** Without the full result, which can be megabytes. */
export type ComparisonSummaryRow = Omit<ComparisonRow, 'result' | 'fingerprint'> & { readonly verdict: Verdict | null }

const summary = [
  'comparisons.id',
  'comparisons.owner_id',
  'comparisons.dataset_id',
  'comparisons.experiment_id',
  'comparisons.baseline_run_id',
  'comparisons.run_ids',
  'comparisons.primary_metric',
  'comparisons.level',
  'comparisons.seed',
  'comparisons.method',
  'comparisons.cluster_column',
  'comparisons.margins',
  'comparisons.state',
  'comparisons.error',
  'comparisons.created_at',
  sql<Verdict | null>`comparisons.result -> 'verdict'`.as('verdict'),
] as const

/** Inserts a comparison; undefined when the owner has one with this fingerprint already. */
export async function insertComparison(
  db: Kysely<Database>,
  comparison: Insertable<ComparisonTable>,
): Promise<ComparisonRow | undefined> {
  return db
    .insertInto('comparisons')
    .values(comparison)
    .onConflict((conflict) => conflict.columns(['owner_id', 'fingerprint']).doNothing())
    .returningAll()
    .executeTakeFirst()
}

export async function findComparisonByFingerprint(
  db: Kysely<Database>,
  { owner_id, fingerprint }: { owner_id: string; fingerprint: string },
): Promise<ComparisonRow | undefined> {
  return db
    .selectFrom('comparisons')
    .selectAll()
    .where('owner_id', '=', owner_id)
    .where('fingerprint', '=', fingerprint)
    .executeTakeFirst()
}

/** An own one or one in an experiment that may be read, if all its runs may be. */
export async function getReadableComparison(
  db: Kysely<Database>,
  { id, viewer }: { id: string; viewer: Viewer },
): Promise<ComparisonRow> {
  const row = await findReadable(db.selectFrom('comparisons').selectAll().where('id', '=', id), 'comparisons', viewer)
  if (!row) throw new DomainError('COMPARISON_NOT_FOUND', { comparison_id: id })
  return row
}

/** Those that the viewer may see; of one experiment that the viewer may read, all in it. */
export async function listComparisons(
  db: Kysely<Database>,
  filter: {
    viewer: Viewer
    scope?: ListScope
    experiment_id?: string | undefined
    dataset_id?: string | undefined
    state?: ComparisonRow['state'] | undefined
  },
  page: PageInput,
): Promise<Page<ComparisonSummaryRow>> {
  const { viewer, scope, experiment_id, dataset_id, state } = filter
  const query = db.selectFrom('comparisons').select(summary)
  const where = [
    readable('comparisons', viewer),
    ...(dataset_id === undefined ? [] : [sql<boolean>`comparisons.dataset_id = ${dataset_id}`]),
    ...(state === undefined ? [] : [sql<boolean>`comparisons.state = ${state}`]),
  ]
  const table = 'comparisons'
  if (experiment_id === undefined) return paginateVisible(db, { query, table, where, viewer, scope, page })
  const of = { column: 'experiment_id', id: experiment_id } as const
  const all = where.reduce((rest, wanted) => rest.where(wanted), query)
  return paginate(db, { query: ofScope(all, { table, viewer, scope }), table, of, page })
}

export async function findComparison(db: Kysely<Database>, id: string): Promise<ComparisonRow | undefined> {
  return db.selectFrom('comparisons').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function hasReadyComparison(db: Kysely<Database>, experiment_id: string): Promise<boolean> {
  const row = await db
    .selectFrom('comparisons')
    .select('id')
    .where('experiment_id', '=', experiment_id)
    .where('state', '=', 'ready')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function settleComparison(
  db: Kysely<Database>,
  id: string,
  outcome: { result: ComparisonResult } | { error: JobError },
): Promise<void> {
  const changes =
    'result' in outcome
      ? { state: 'ready' as const, result: storableJson(outcome.result) }
      : { state: 'failed' as const, error: storableJson(outcome.error) }
  await db.updateTable('comparisons').set(changes).where('id', '=', id).where('state', '=', 'computing').execute()
}

export async function reopenComparison(db: Kysely<Database>, id: string): Promise<ComparisonRow> {
  return db
    .updateTable('comparisons')
    .set({ state: 'computing', error: null })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}
