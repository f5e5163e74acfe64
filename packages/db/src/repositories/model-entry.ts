import { type Insertable, type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../tables/index.ts'
import type { ModelEntryRow, ModelEntryTable } from '../tables/model-entry.ts'

/** Whose entry; null: the one for everyone. */
interface Named {
  readonly owner_id: string | null
  readonly name: string
}

/** Others who change entries wait until the transaction ends: what points at what stays as it was looked at. */
export async function lockModelEntries(db: Transaction<Database>): Promise<void> {
  await sql`lock table model_entries in share row exclusive mode`.execute(db)
}

export async function putModelEntry(
  db: Transaction<Database>,
  entry: Omit<Insertable<ModelEntryTable>, 'created_at' | 'owner_id'> & Pick<ModelEntryRow, 'owner_id'>,
): Promise<ModelEntryRow> {
  const { id: _, owner_id, name, ...changes } = entry
  const replaced = await db
    .updateTable('model_entries')
    .set({ ...changes, updated_at: sql<string>`now()` })
    .where(isOf({ owner_id, name }))
    .returningAll()
    .executeTakeFirst()
  return replaced ?? db.insertInto('model_entries').values(entry).returningAll().executeTakeFirstOrThrow()
}

export async function countModelEntries(db: Kysely<Database>, owner_id: string | null): Promise<number> {
  const { count } = await db
    .selectFrom('model_entries')
    .select(sql<number>`count(*)::int`.as('count'))
    .where(sql<boolean>`owner_id is not distinct from ${owner_id}::uuid`)
    .executeTakeFirstOrThrow()
  return count
}

export async function findModelEntry(db: Kysely<Database>, named: Named): Promise<ModelEntryRow | undefined> {
  return db.selectFrom('model_entries').selectAll().where(isOf(named)).executeTakeFirst()
}

/** One of the owner's, or one for everyone. */
export async function findModelEntryById(
  db: Kysely<Database>,
  { id, owner_id }: { readonly id: string; readonly owner_id: string },
): Promise<ModelEntryRow | undefined> {
  return db
    .selectFrom('model_entries')
    .selectAll()
    .where('id', '=', id)
    .where((where) => where.or([where('owner_id', '=', owner_id), where('owner_id', 'is', null)]))
    .executeTakeFirst()
}

/** The owner's and those for everyone, by name. */
export async function listModelEntries(db: Kysely<Database>, owner_id: string): Promise<ModelEntryRow[]> {
  return db
    .selectFrom('model_entries')
    .selectAll()
    .where((where) => where.or([where('owner_id', '=', owner_id), where('owner_id', 'is', null)]))
    .orderBy('name')
    .execute()
}

/** Whether there was one. */
export async function deleteModelEntry(db: Kysely<Database>, named: Named): Promise<boolean> {
  return (await db.deleteFrom('model_entries').where(isOf(named)).returning('id').executeTakeFirst()) !== undefined
}

function isOf({ owner_id, name }: Named) {
  return sql<boolean>`owner_id is not distinct from ${owner_id}::uuid and name = ${name}`
}
