import type { LogChunk } from '@assay/schemas'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../tables/index.ts'
import type { LogBlock } from '../tables/log.ts'

export interface LogIdentity {
  readonly job_id: string
  readonly attempt: number
}

/** What is known of the log of an attempt, which may have none, and of its job. */
export interface LogHead {
  readonly lines: number
  readonly left_out: number
  readonly object_key: string | null
  readonly blocks: readonly LogBlock[] | null
  /** Whether nothing more comes. */
  readonly is_over: boolean
  readonly job_attempt: number
  readonly job_is_over: boolean
}

/** One that is lost may be taken back by its worker until another attempt has begun. */
const isOver = sql<boolean>`
  (logs.closed_at is not null or jobs.attempt > logs.attempt or jobs.finished_at is not null)`

/** Undefined: there is no such job. */
export async function findLog(db: Kysely<Database>, { job_id, attempt }: LogIdentity): Promise<LogHead | undefined> {
  const { rows } = await sql<LogHead>`
    select coalesce(lines, 0) as lines, coalesce(left_out, 0) as left_out, object_key, blocks,
      (closed_at is not null or jobs.attempt > ${attempt}::int or jobs.finished_at is not null) as is_over,
      jobs.attempt as job_attempt, jobs.finished_at is not null as job_is_over
    from jobs left join logs on logs.job_id = jobs.id and logs.attempt = ${attempt}::int
    left join blobs on blobs.id = logs.blob_id
    where jobs.id = ${job_id}`.execute(db)
  return rows[0]
}

/** The chunks that hold the lines after this one, in order, as long as they are in the database. */
export async function listLogChunks(
  db: Kysely<Database>,
  { job_id, attempt, after_line, limit }: LogIdentity & { readonly after_line: number; readonly limit: number },
): Promise<LogChunk[]> {
  const { rows } = await sql<LogChunk>`
    select first_line, lines, at, spans, text from log_chunks
    where job_id = ${job_id} and attempt = ${attempt} and first_line + lines > ${after_line}::bigint + 1
      and first_line >= coalesce((
        select first_line from log_chunks
        where job_id = ${job_id} and attempt = ${attempt} and first_line <= ${after_line}::bigint + 1
        order by first_line desc limit 1), 0)
    order by first_line limit ${limit}`.execute(db)
  return rows
}

/** How many lines hold a text. Only the chunks that hold it are taken apart. */
export async function countLogLinesWith(
  db: Kysely<Database>,
  { job_id, attempt, text }: LogIdentity & { readonly text: string },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select coalesce(sum((
      select count(*) from string_to_table(text, e'\n') as line where strpos(line collate "C", ${text}) > 0
    )), 0)::bigint as count
    from log_chunks
    where job_id = ${job_id} and attempt = ${attempt} and strpos(text collate "C", ${text}) > 0`.execute(db)
  return rows[0]?.count ?? 0
}

/** Those of the chunks that hold a text. */
export async function listLogChunksWith(
  db: Kysely<Database>,
  { job_id, attempt, text, after_line, limit }: LogIdentity & { text: string; after_line: number; limit: number },
): Promise<LogChunk[]> {
  const { rows } = await sql<LogChunk>`
    select first_line, lines, at, spans, text from log_chunks
    where job_id = ${job_id} and attempt = ${attempt} and first_line + lines > ${after_line}::bigint + 1
      and strpos(text collate "C", ${text}) > 0
    order by first_line limit ${limit}`.execute(db)
  return rows
}

/** Lets nothing more be written, where nothing more comes; whether it has lines that are yet to be kept. */
export async function closeLog(db: Kysely<Database>, { job_id, attempt }: LogIdentity): Promise<boolean> {
  const { rows } = await sql`
    update logs set closed_at = coalesce(closed_at, now()) from jobs
    where jobs.id = logs.job_id and logs.job_id = ${job_id} and logs.attempt = ${attempt}
      and blob_id is null and lines > 0 and ${isOver}
    returning logs.job_id`.execute(db)
  return rows.length > 0
}

/** False: another has kept it, or it is gone. */
export async function keepLog(
  trx: Transaction<Database>,
  { job_id, attempt, blob_id, blocks }: LogIdentity & { blob_id: string; blocks: readonly LogBlock[] },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('logs')
    .set({ blob_id, blocks: JSON.stringify(blocks) })
    .where('job_id', '=', job_id)
    .where('attempt', '=', attempt)
    .where('blob_id', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function deleteLogChunks(db: Kysely<Database>, { job_id, attempt }: LogIdentity): Promise<void> {
  await db.deleteFrom('log_chunks').where('job_id', '=', job_id).where('attempt', '=', attempt).execute()
}

/** Logs to which nothing more comes and that are still in the database. */
export async function findLogsToKeep(db: Kysely<Database>, limit: number): Promise<LogIdentity[]> {
  const { rows } = await sql<LogIdentity>`
    select logs.job_id, logs.attempt from logs join jobs on jobs.id = logs.job_id
    where blob_id is null and lines > 0 and ${isOver} limit ${limit}`.execute(db)
  return rows
}
