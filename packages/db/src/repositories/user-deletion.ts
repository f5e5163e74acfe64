import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { Database } from '../tables/index.ts'
import { deleteUploadsOfUser, type LeftObject } from './upload.ts'

const batch = 500

/** Experiments of a user, and those of others on datasets of the user, which go with these. */
function experimentsOf(user_id: string): RawBuilder<{ id: string }> {
  return sql`
    select id from experiments where owner_id = ${user_id}
    union
    select experiments.id from experiments join datasets on datasets.id = experiments.dataset_id
    where datasets.owner_id = ${user_id}`
}

export async function countExperimentsOfOthers(db: Kysely<Database>, user_id: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from experiments join datasets on datasets.id = experiments.dataset_id
    where datasets.owner_id = ${user_id} and experiments.owner_id <> ${user_id}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Revokes all shares by a user, so that nobody begins anything new with them. */
export async function deleteSharesByUser(db: Kysely<Database>, user_id: string): Promise<void> {
  await db.deleteFrom('shares').where('owner_id', '=', user_id).execute()
}

export async function findOpenRunIdsOfUser(db: Kysely<Database>, user_id: string): Promise<string[]> {
  return ids(
    db,
    sql`select id from runs where jobs_open > 0
      and (owner_id = ${user_id} or group_id in (${experimentsOf(user_id)})) order by id`,
  )
}

export async function findExperimentIdsOfUser(db: Kysely<Database>, user_id: string): Promise<string[]> {
  return ids(db, sql`${experimentsOf(user_id)} limit ${batch}`)
}

export async function findRunIdsOfUser(db: Kysely<Database>, user_id: string): Promise<string[]> {
  return ids(db, sql`select id from runs where owner_id = ${user_id} limit ${batch}`)
}

export async function findDatasetIdsOfUser(db: Kysely<Database>, user_id: string): Promise<string[]> {
  return ids(db, sql`select id from datasets where owner_id = ${user_id} limit ${batch}`)
}

export async function deleteComparisonsOfUser(db: Kysely<Database>, user_id: string): Promise<void> {
  await db.deleteFrom('comparisons').where('owner_id', '=', user_id).execute()
}

/** Deletes some of the files in a user's tree; returns how many. Their blobs stay. */
export async function deleteFilesOfUser(db: Kysely<Database>, user_id: string): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from files where id = any(array(
      select id from files where owner_id = ${user_id} limit ${10 * batch}))`.execute(db)
  return Number(numAffectedRows ?? 0n)
}

/** Deletes what else a user stores; returns the objects that nothing knows any more, to be deleted after the commit. */
export async function deleteStoredByUser(db: Transaction<Database>, user_id: string): Promise<LeftObject[]> {
  const { objects } = await deleteUploadsOfUser(db, user_id)
  // jobs of others that were given files of the user fail when they begin
  await sql`
    delete from job_inputs using blobs where blobs.id = job_inputs.blob_id and blobs.owner_id = ${user_id}`.execute(db)
  const blobs = await db.deleteFrom('blobs').where('owner_id', '=', user_id).returning('object_key').execute()
  return [...objects, ...blobs]
}

/** Deletes some of the cached answers of models for a user; returns how many. */
export async function deleteModelCallsOfUser(db: Kysely<Database>, user_id: string): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from model_calls where owner_id = ${user_id}
      and key = any(array(select key from model_calls where owner_id = ${user_id} limit ${10 * batch}))`.execute(db)
  return Number(numAffectedRows ?? 0n)
}

/** Deletes a user whose things are gone, with keys, secrets, sessions, shares and all else that references the row. */
export async function deleteUser(
  db: Transaction<Database>,
  { id, email }: { readonly id: string; readonly email: string },
): Promise<void> {
  await db.deleteFrom('one_time_tokens').where('email', '=', email).execute()
  await db.deleteFrom('users').where('id', '=', id).execute()
}

async function ids(db: Kysely<Database>, query: RawBuilder<unknown>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`${query}`.execute(db)
  return rows.map((row) => row.id)
}
