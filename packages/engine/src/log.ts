import { type LogIdentity, storableJson } from '@assay/db'
import type { LogEntry } from '@assay/schemas'
import { sql } from 'kysely'
import { channels } from './channel.ts'
import type { EngineDeps } from './deps.ts'

interface Appending {
  readonly worker_id: string
  readonly entries: readonly LogEntry[]
}

interface Appended extends LogIdentity {
  readonly is_closed: boolean
}

/**
 * Adds to the logs of a worker's attempts, each chunk once. What a superseded attempt says is dropped, and what comes
 * after the end of a log. The logs that this has completed.
 */
export async function appendLogs(
  { db, hints }: Pick<EngineDeps, 'db' | 'hints'>,
  { worker_id, entries }: Appending,
): Promise<LogIdentity[]> {
  if (entries.length === 0) return []
  const given = entries.map(({ job_id, attempt, left_out, is_last, chunk }) => ({
    ...{ job_id, attempt, left_out, is_last },
    ...chunk,
  }))
  const { rows } = await sql<Appended>`
    with given as (
      select * from json_to_recordset(${storableJson(given)}::json) as g(
        job_id uuid, attempt int, left_out bigint, is_last boolean,
        first_line bigint, lines int, at timestamptz, spans jsonb, text text)
    ), held as (
      select g.job_id, g.attempt, coalesce(max(first_line + lines - 1), 0) as lines, max(g.left_out) as left_out,
        bool_or(is_last) as is_last
      from given g join jobs on jobs.id = g.job_id and jobs.attempt = g.attempt
        and jobs.worker_id = ${worker_id} and jobs.state = 'running'
      group by g.job_id, g.attempt
    ), heads as (
      insert into logs (job_id, attempt, lines, left_out, closed_at)
      select job_id, attempt, lines, left_out, case when is_last then now() end from held order by job_id
      on conflict (job_id, attempt) do update set
        lines = greatest(logs.lines, excluded.lines), left_out = excluded.left_out, closed_at = excluded.closed_at
        where logs.closed_at is null
      returning job_id, attempt, closed_at is not null as is_closed
    ), chunks as (
      insert into log_chunks (job_id, attempt, first_line, lines, at, spans, text)
      select g.job_id, g.attempt, first_line, g.lines, at, spans, text
      from given g join heads using (job_id, attempt) where first_line is not null
      on conflict do nothing)
    select job_id, attempt, is_closed from heads`.execute(db)
  const job_ids = rows.map(({ job_id }) => job_id)
  if (job_ids.length > 0) hints.hint(channels.logs, job_ids)
  return rows.flatMap(({ is_closed, ...log }) => (is_closed ? [log] : []))
}
