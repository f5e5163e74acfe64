import type { Database } from '@assay/db'
import { type Kysely, sql } from 'kysely'
import { RunLedger } from './run-ledger.ts'

/** How far an attempt has come. */
export interface AttemptProgress {
  readonly job_id: string
  readonly run_id: string
  readonly attempt: number
  readonly worker_id: string
  readonly done: number
  readonly total: number | null
}

/** Notes how far attempts have come; a superseded attempt's note is dropped. */
export async function noteProgress(db: Kysely<Database>, notes: readonly AttemptProgress[]): Promise<void> {
  if (notes.length === 0) return
  await db.transaction().execute(async (trx) => {
    const ledger = await RunLedger.lock(
      trx,
      notes.map((note) => note.run_id),
    )
    const { rows } = await sql<{ id: string; run_id: string; name: string; done: number; total: number | null }>`
      update jobs set progress_done = n.done, progress_total = n.total
      from json_to_recordset(${JSON.stringify(notes)}::json)
        as n(job_id uuid, attempt int, worker_id uuid, done bigint, total bigint)
      where jobs.id = n.job_id and jobs.attempt = n.attempt and jobs.worker_id = n.worker_id and jobs.state = 'running'
      returning jobs.id, jobs.run_id, jobs.name, n.done, n.total`.execute(trx)
    for (const { id, run_id, name, done, total } of rows) {
      ledger.jobMoved({ id, run_id, state: 'running' }, 'job.progress', { name, done, total })
    }
    await ledger.flush()
  })
}
