import { storableJson } from '@assay/db'
import type { AttemptProgress } from '@assay/schemas'
import { sql } from 'kysely'
import type { EngineDeps } from './deps.ts'
import { RunLedger } from './run-ledger.ts'
import { transactAround } from './transact.ts'

interface Noted {
  readonly id: string
  readonly run_id: string
  readonly name: string
  readonly done: number
  readonly total: number | null
  readonly waiting_for: string | null
  readonly message: string | null
}

/** A superseded attempt's note is dropped. */
export async function noteProgress(
  deps: Pick<EngineDeps, 'db' | 'hints'>,
  notes: readonly AttemptProgress[],
): Promise<void> {
  if (notes.length === 0) return
  await transactAround(deps, async (held, trx) => {
    const ledger = await RunLedger.lock(
      held,
      notes.map((note) => note.run_id),
    )
    const { rows } = await sql<Noted>`
      update jobs set progress_done = n.done, progress_total = n.total, phase = n.waiting_for
      from json_to_recordset(${storableJson(notes)}::json)
        as n(job_id uuid, attempt int, worker_id uuid, done bigint, total bigint, waiting_for text,
          message text)
      where jobs.id = n.job_id and jobs.attempt = n.attempt and jobs.worker_id = n.worker_id and jobs.state = 'running'
      returning jobs.id, jobs.run_id, jobs.name, n.done, n.total, n.waiting_for, n.message`.execute(trx)
    for (const { id, run_id, name, done, total, waiting_for, message } of rows) {
      const waits = waiting_for === null ? {} : { waiting_for }
      const says = message === null ? {} : { message }
      ledger.jobMoved({ id, run_id, state: 'running' }, 'job.progress', { name, done, total, ...waits, ...says })
    }
    await ledger.flush()
  })
}
