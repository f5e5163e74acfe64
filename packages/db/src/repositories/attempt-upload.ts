import { type Kysely, sql } from 'kysely'
import type { AttemptUploadTable } from '../tables/attempt-upload.ts'
import type { Database } from '../tables/index.ts'

export type AttemptUpload = AttemptUploadTable

/** Names a file that an attempt leaves. */
export type FileOfAttempt = Pick<AttemptUpload, 'job_id' | 'attempt' | 'name' | 'path'>

/** In place of one of the same file. */
export async function putAttemptUpload(db: Kysely<Database>, upload: AttemptUpload): Promise<void> {
  const { object_key, storage_upload_id, part_bytes, size_bytes } = upload
  await db
    .insertInto('attempt_uploads')
    .values(upload)
    .onConflict((conflict) =>
      conflict
        .columns(['job_id', 'attempt', 'name', 'path'])
        .doUpdateSet({ object_key, storage_upload_id, part_bytes, size_bytes }),
    )
    .execute()
}

export async function findAttemptUpload(
  db: Kysely<Database>,
  { job_id, attempt, name, path }: FileOfAttempt,
): Promise<AttemptUpload | undefined> {
  return db
    .selectFrom('attempt_uploads')
    .selectAll()
    .where('job_id', '=', job_id)
    .where('attempt', '=', attempt)
    .where('name', '=', name)
    .where('path', '=', path)
    .executeTakeFirst()
}

/** Those of these uploads in storage whose attempts still stand. */
export async function findStandingAttemptUploads(db: Kysely<Database>, ids: string[]): Promise<Set<string>> {
  const { rows } = await sql<Pick<AttemptUpload, 'storage_upload_id'>>`
    select storage_upload_id from attempt_uploads as kept join jobs on jobs.id = kept.job_id
    where storage_upload_id = any(${ids}::text[])
      and jobs.attempt = kept.attempt and jobs.state in ('running', 'queued')`.execute(db)
  return new Set(rows.map((row) => row.storage_upload_id))
}

/** Forgets what attempts have stored, and were storing, that nobody can settle any more. */
export async function deleteSupersededAttemptFiles(db: Kysely<Database>): Promise<void> {
  for (const table of ['attempt_outputs', 'attempt_uploads'] as const) {
    await sql`
      delete from ${sql.table(table)} as left_behind using jobs
      where jobs.id = left_behind.job_id
        and (jobs.attempt <> left_behind.attempt or jobs.state not in ('running', 'queued'))`.execute(db)
  }
}

/** The blobs of outputs of these jobs that nobody has read yet. */
export async function findUnhashedOutputs(db: Kysely<Database>, job_ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select blobs.id from job_outputs join blobs on blobs.id = blob_id
    where job_id = any(${job_ids}::uuid[]) and sha256 is null`.execute(db)
  return rows.map(({ id }) => id)
}
