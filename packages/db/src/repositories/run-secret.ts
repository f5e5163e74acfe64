import { type Insertable, type Kysely, sql, type Transaction } from 'kysely'
import type { RunSecretTable } from '../tables/fingerprint.ts'
import type { Database } from '../tables/index.ts'

export async function insertRunSecrets(
  db: Transaction<Database>,
  secrets: readonly Insertable<RunSecretTable>[],
): Promise<void> {
  if (secrets.length > 0) await db.insertInto('run_secrets').values(secrets).execute()
}

export async function findRunSecret(
  db: Kysely<Database>,
  { run_id, name }: { readonly run_id: string; readonly name: string },
): Promise<{ readonly ciphertext: Buffer } | undefined> {
  return db
    .selectFrom('run_secrets')
    .select('ciphertext')
    .where('run_id', '=', run_id)
    .where('name', '=', name)
    .executeTakeFirst()
}

/** Those of runs that have ended in a way that did not delete them. */
export async function deleteSecretsOfEndedRuns(db: Kysely<Database>): Promise<void> {
  await sql`
    delete from run_secrets using runs where runs.id = run_secrets.run_id and runs.finished_at is not null`.execute(db)
}
