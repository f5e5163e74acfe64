import { type Kysely, sql } from 'kysely'
import type { Database } from '../tables/index.ts'
import type { SecretRow } from '../tables/secret.ts'

export async function putSecret(
  db: Kysely<Database>,
  { description, ...secret }: { owner_id: string; name: string; description?: string | undefined; ciphertext: Buffer },
): Promise<SecretRow> {
  const told = description === undefined ? {} : { description }
  return db
    .insertInto('secrets')
    .values({ ...secret, ...told })
    .onConflict((conflict) =>
      conflict
        .columns(['owner_id', 'name'])
        .doUpdateSet({ ...told, ciphertext: secret.ciphertext, updated_at: sql<string>`now()` }),
    )
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function findSecret(
  db: Kysely<Database>,
  { owner_id, name }: { owner_id: string; name: string },
): Promise<SecretRow | undefined> {
  return db
    .selectFrom('secrets')
    .selectAll()
    .where('owner_id', '=', owner_id)
    .where('name', '=', name)
    .executeTakeFirst()
}

export async function listSecrets(db: Kysely<Database>, owner_id: string): Promise<SecretRow[]> {
  return db.selectFrom('secrets').selectAll().where('owner_id', '=', owner_id).orderBy('name').execute()
}

export async function deleteSecret(
  db: Kysely<Database>,
  { owner_id, name }: { owner_id: string; name: string },
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('secrets')
    .where('owner_id', '=', owner_id)
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** Those of these names that the owner has stored. */
export async function findSecretNames(
  db: Kysely<Database>,
  { owner_id, names }: { owner_id: string; names: readonly string[] },
): Promise<Set<string>> {
  if (names.length === 0) return new Set()
  const rows = await db
    .selectFrom('secrets')
    .select('name')
    .where('owner_id', '=', owner_id)
    .where('name', 'in', names)
    .execute()
  return new Set(rows.map((row) => row.name))
}
