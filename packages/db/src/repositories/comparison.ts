import { type ComparisonResult, DomainError, type JobError } from '@assay/schemas'
import type { Insertable, Kysely } from 'kysely'
import { findReadable, type Viewer } from '../access.ts'
import { storableJson } from '../storable-json.ts'
import type { ComparisonRow, ComparisonTable } from '../tables/comparison.ts'
import type { Database } from '../tables/index.ts'

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

/** A comparison that the viewer may read: an own one or one in an experiment that may be read, if all its runs may be. */
export async function getReadableComparison(
  db: Kysely<Database>,
  { id, viewer }: { id: string; viewer: Viewer },
): Promise<ComparisonRow> {
  const row = await findReadable(db.selectFrom('comparisons').selectAll().where('id', '=', id), 'comparisons', viewer)
  if (!row) throw new DomainError('COMPARISON_NOT_FOUND', { comparison_id: id })
  return row
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

/** Ends the computation of a comparison, once. */
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

/** Makes a failed comparison computable again. */
export async function reopenComparison(db: Kysely<Database>, id: string): Promise<ComparisonRow> {
  return db
    .updateTable('comparisons')
    .set({ state: 'computing', error: null })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}
