import { DomainError } from '@assay/schemas'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../tables/index.ts'

/** Limits of a user, where they have some of their own. */
export interface UserLimits {
  readonly is_builtin: boolean
  readonly max_storage_bytes: number | null
  readonly max_running_jobs: number | null
}

export async function getUserLimits(db: Kysely<Database>, user_id: string): Promise<UserLimits> {
  const row = await db
    .selectFrom('users')
    .select(['is_builtin', 'max_storage_bytes', 'max_running_jobs'])
    .where('id', '=', user_id)
    .executeTakeFirst()
  if (!row) throw new DomainError('USER_NOT_FOUND', { user_id })
  return row
}

/** Keeps others from reserving storage for the user until the transaction ends. */
export async function lockUsage(db: Transaction<Database>, user_id: string): Promise<void> {
  await db.selectFrom('users').select('id').where('id', '=', user_id).forNoKeyUpdate().execute()
}

/** What a user stores, plus what the user's uploads hold or have announced; without one of them, if that is named. */
export async function countStoredBytes(
  db: Kysely<Database>,
  { owner_id, except_upload_id = null }: { readonly owner_id: string; readonly except_upload_id?: string | null },
): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select (
      (select coalesce(sum(size_bytes), 0) from blobs where owner_id = ${owner_id})
      + (select coalesce(sum(greatest(received_bytes, size_bytes)), 0) from uploads
          where owner_id = ${owner_id} and state = 'open' and id is distinct from ${except_upload_id}::uuid)
    )::bigint as bytes`.execute(db)
  return rows[0]?.bytes ?? 0
}

export async function countRunningJobs(db: Kysely<Database>, owner_id: string): Promise<number> {
  const { rows } = await sql<{ running: number }>`
    select count(*)::int as running from jobs where state = 'running' and owner_id = ${owner_id}`.execute(db)
  return rows[0]?.running ?? 0
}
